/** Style and script of the report: plain, small, without anything from elsewhere. @module */
import { failsafeActions, modes } from "core/messages/mod.ts";

/** The page's style, for light and dark screens and for paper. */
export const reportStyle = `
:root{color-scheme:light}
body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem auto;max-width:64rem;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.2rem .5rem;border-bottom:1px solid #ddd;vertical-align:top}
tr.failed td:nth-child(2),tr.error td:nth-child(2),li.failed,h2.failed,h2.error{color:#b21}
tr.passed td:nth-child(2),h2.passed{color:#171}
pre{background:#f4f4f4;padding:.5rem;overflow-x:auto}
svg.world{width:100%;max-height:28rem;background:#fafafa;border:1px solid #ddd}
svg.timeline{width:100%;height:auto;border:1px solid #ddd;cursor:crosshair}
svg text{font-size:10px;fill:#555}
.robot{fill:#e52;fill-opacity:.6}
.cursor{stroke:#e52;stroke-width:1.5}
.event{stroke:#a5a;stroke-opacity:.35}
.legend span{padding:0 .4rem;border-radius:3px}
.now{font-variant-numeric:tabular-nums;margin:.3rem 0}
a[data-t]{color:#247;text-decoration:underline;cursor:pointer}
section.run{margin:2.5rem 0}
`;

/** Moves cursor and robot to the moment that was clicked. */
export const reportScript = `
"use strict";
const modes=${JSON.stringify(modes)},actions=${JSON.stringify(failsafeActions)};
for(const run of document.querySelectorAll("section.run")){
  const data=run.querySelector('script[type="application/json"]');
  if(!data)continue;
  const trace=JSON.parse(data.textContent),line=run.querySelector("svg.timeline");
  const cursor=run.querySelector(".cursor"),robot=run.querySelector(".robot"),now=run.querySelector(".now");
  const end=trace.tS[trace.tS.length-1]||1;
  const go=(t)=>{
    let i=trace.tS.findIndex((at)=>at>=t);
    if(i<0)i=trace.tS.length-1;
    const x=String(900*trace.tS[i]/end);
    cursor.setAttribute("x1",x);cursor.setAttribute("x2",x);
    robot.setAttribute("transform","translate("+trace.xM[i]+" "+trace.yM[i]+")");
    const near=trace.events.filter((e)=>Math.abs(e.tS-trace.tS[i])<=0.5).map((e)=>e.name).join(", ");
    now.textContent=trace.tS[i].toFixed(2)+" s: "+modes[trace.mode[i]]+", failsafe "+actions[trace.action[i]]+
      ", "+trace.speedMps[i]+" m/s, clearance "+trace.clearanceM[i]+" m"+(near?"; "+near:"");
  };
  line.addEventListener("click",(event)=>{
    const box=line.getBoundingClientRect();
    go((event.clientX-box.left)/box.width*end);
  });
  for(const link of run.querySelectorAll("a[data-t]"))link.addEventListener("click",()=>go(Number(link.dataset.t)));
  const first=run.querySelector("li.failed a[data-t]");
  go(first?Number(first.dataset.t):0);
}
`;
