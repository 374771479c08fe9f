/** Trees of other robots load, and what nobody knows here is listed with its place. */
import assert from "node:assert/strict";
import { ruleConditionNames } from "core/kernel/mod.ts";
import { drawText, loadTree, robotLeaves } from "core/tree/mod.ts";

const target = { leaves: robotLeaves, names: ruleConditionNames, devices: [], tree: null };
const xml = (text: string) => loadTree({ file: "t.xml", text }, target);

Deno.test("loadTree() lists nodes of a foreign robot, and shows the tree all the same", () => {
  const loaded = xml(`<root BTCPP_format="4" main_tree_to_execute="Navigate">
    <BehaviorTree ID="Navigate">
      <RecoveryNode number_of_retries="6" name="Navigate with recovery">
        <PipelineSequence>
          <RateController hz="1.0">
            <ComputePathToPose goal="{goal}" path="{path}" planner_id="grid"/>
          </RateController>
          <FollowPath path="{path}" controller_id="pursuit"/>
        </PipelineSequence>
        <RoundRobin>
          <ClearEntireCostmap service_name="local/clear"/>
          <Wait wait_duration="5.0"/>
          <BackUp backup_dist="0.3" backup_speed="0.15"/>
          <ClearEntireCostmap service_name="global/clear"/>
        </RoundRobin>
      </RecoveryNode>
    </BehaviorTree>
    <TreeNodesModel><Action ID="FollowPath"/></TreeNodesModel>
  </root>`);
  assert.ok(loaded.ok);
  const { unknown, tree } = loaded.value;
  assert.deepEqual(unknown.map(({ name, places }) => [name, places.map((p) => p.line)]), [
    ["ComputePathToPose", [6]],
    ["FollowPath", [8]],
    ["ClearEntireCostmap", [11, 14]],
    ["Wait", [12]],
    ["BackUp", [13]],
  ]);
  assert.deepEqual(unknown[3]?.ports, ["msec"]);
  assert.equal(tree.count, 10);
  const text = drawText(tree, robotLeaves, null);
  assert.match(text, /^RecoveryNode "Navigate with recovery" {2}number_of_retries=6\n├─ Pipeline/);
  assert.match(text, /│ {2}│ {2}└─ \? ComputePathToPose\n/);
});

Deno.test("loadTree() loads what navigation trees of other robots say, in all their shapes", () => {
  const bodies = [
    // Replanning by distance, with helpers that choose planner and controller.
    `<Sequence>
      <PlannerSelector selected_planner="{planner}" default_planner="Grid" topic_name="planner"/>
      <PipelineSequence><DistanceController distance="1.0">
        <ComputePathToPose goal="{goal}" path="{path}" planner_id="{planner}"
          error_code_id="{plan_error}"/>
      </DistanceController><FollowPath path="{path}" error_code_id="{follow_error}"/>
      </PipelineSequence></Sequence>`,
    // Recovery that asks first whether it could help.
    `<RecoveryNode number_of_retries="6"><FollowPath path="{path}"/><ReactiveFallback>
      <GoalUpdated/><Sequence><WouldAControllerRecoveryHelp error_code="{follow_error}"/>
      <ClearEntireCostmap service_name="local"/></Sequence></ReactiveFallback></RecoveryNode>`,
    // Following something that moves.
    `<PipelineSequence><RateController hz="1.0"><Sequence>
      <GoalUpdater input_goal="{goal}" output_goal="{moved}">
        <ComputePathToPose goal="{moved}" path="{path}"/></GoalUpdater>
      <TruncatePath distance="1.0" input_path="{path}" output_path="{short}"/></Sequence>
      </RateController><KeepRunningUntilFailure><FollowPath path="{short}"/>
      </KeepRunningUntilFailure></PipelineSequence>`,
    // A square for odometry, and texts on the blackboard.
    `<Sequence><SetBlackboard output_key="topic" value="/goal"/><Repeat num_cycles="3"><Sequence>
      <DriveOnHeading dist_to_travel="2.0" speed="0.2" time_allowance="12"/>
      <Spin spin_dist="1.57" is_recovery="false"/></Sequence></Repeat></Sequence>`,
    // Entries shared with a subtree, explicit forms, an inverted condition.
    `<Fallback><SubTree ID="Help" __shared_blackboard="true"/>
      <Inverter><Condition ID="IsBatteryLow" min_battery="0.2"/></Inverter>
      <Action ID="NavigateToPose" goal="{goal}"/></Fallback>`,
  ];
  for (const body of bodies) {
    const loaded = xml(
      `<root BTCPP_format="4" main_tree_to_execute="A"><BehaviorTree ID="A">${body}</BehaviorTree>
      <BehaviorTree ID="Help"><AssistedTeleop time_allowance="10"/></BehaviorTree></root>`,
    );
    assert.ok(loaded.ok, JSON.stringify(loaded));
    const { unknown, tree } = loaded.value;
    const words = [...body.matchAll(/<(?:Action ID="|Condition ID=")?([A-Z]\w+)/g)].map((m) =>
      m[1]
    );
    for (const { name, places } of unknown) {
      assert.ok(words.includes(name) || name === "AssistedTeleop", name);
      assert.ok(places.every(({ line, column }) => line >= 1 && column >= 1));
    }
    assert.ok(unknown.length >= 3 && tree.count >= unknown.length + 1);
    const shown = drawText(tree, robotLeaves, null);
    assert.equal(shown.split("\n").length, tree.count + 1);
  }
});
