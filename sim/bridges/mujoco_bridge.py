"""MuJoCo as the simulator behind `mechos sim` (sim.engine: external).

Speaks mechos-sim/1 (README.md beside this file) over a WebSocket: a differential-drive robot on
two wheels and two frictionless casters, with velocity servos as motors and a ring of rays as lidar,
built as MJCF from what MechOS says of its robot and world. Lockstep: it steps only when asked.

    pip install mujoco websockets
    python sim/bridges/mujoco_bridge.py --port 9870
    mechos sim FILE --set sim.engine=external --set sim.url=ws://127.0.0.1:9870
"""

import argparse
import asyncio
import json
import math

import mujoco
import numpy as np
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

PROTOCOL = "mechos-sim/1"
# Mass of the body and of a wheel (kg), and how high the lidar looks (m): above the robot itself.
BODY_KG = 8.0
WHEEL_KG = 0.3
LIDAR_Z = 0.45
# Posts and boxes are this high (m).
THING_Z = 0.6
# MuJoCo's contacts need short steps (s); each step of MechOS is cut into such.
LONGEST_STEP_S = 0.001


def box_geom(corners):
    """A box of four corners x, y as a geom."""
    (x0, y0), (x1, y1), (x2, y2), _last = [corners[i : i + 2] for i in range(0, 8, 2)]
    along, across = math.hypot(x1 - x0, y1 - y0) / 2, math.hypot(x2 - x1, y2 - y1) / 2
    half = math.atan2(y1 - y0, x1 - x0) / 2
    return (
        f'<geom type="box" pos="{(x0 + x2) / 2} {(y0 + y2) / 2} {THING_Z / 2}" '
        f'size="{along} {across} {THING_Z / 2}" quat="{math.cos(half)} 0 0 {math.sin(half)}"/>'
    )


def thing_geoms(reset):
    """Posts and boxes of the world."""
    posts = [
        f'<geom type="cylinder" pos="{c["x"]} {c["y"]} {THING_Z / 2}" '
        f'size="{c["radiusM"]} {THING_Z / 2}"/>'
        for c in reset["circles"]
    ]
    return "".join(posts + [box_geom(corners) for corners in reset["boxes"]])


def mjcf(robot, reset):
    """The MJCF of a robot and its world."""
    r = robot["wheelRadiusM"]
    xs, ys = robot["footprint"][0::2], robot["footprint"][1::2]
    length, width = (max(xs) - min(xs)) / 2, (max(ys) - min(ys)) / 2
    # What a motor moves: the wheel's share of the robot, as it feels at the wheel.
    inertia = (BODY_KG / 2 + WHEEL_KG) * r * r + WHEEL_KG * r * r / 2
    servo = inertia / robot["motorLagS"]

    def wheel(name, y):
        # A ball touches the floor in one point: the track is what it says.
        return (
            f'<body name="{name}" pos="0 {y} {r}"><joint name="{name}" type="hinge" axis="0 1 0"/>'
            f'<geom type="sphere" size="{r}" '
            f'mass="{WHEEL_KG}" friction="{robot["friction"]} 0.005 0.0001" priority="1"/></body>'
        )

    def caster(x):
        return (
            f'<geom type="sphere" pos="{x} 0 0.02" size="0.02" mass="0.05" condim="1" '
            f'priority="2"/>'
        )

    start = reset["start"]
    half = start["yawRad"] / 2
    turned = f"{math.cos(half)} 0 0 {math.sin(half)}"
    return f"""
<mujoco>
  <option timestep="{LONGEST_STEP_S}" integrator="implicitfast" cone="elliptic" impratio="10"/>
  <worldbody>
    <geom name="floor" type="plane" size="200 200 1"/>
    {thing_geoms(reset)}
    <body name="base" pos="{start['x']} {start['y']} 0" quat="{turned}">
      <freejoint/>
      <geom type="box" pos="{(max(xs) + min(xs)) / 2} 0 {r + 0.06}" size="{length} {width} 0.05"
            mass="{BODY_KG}"/>
      {caster(length * 0.8)}{caster(-length * 0.8)}
      {wheel("left", robot["separationM"] / 2)}{wheel("right", -robot["separationM"] / 2)}
    </body>
  </worldbody>
  <actuator>
    <velocity joint="left" kv="{servo}"/><velocity joint="right" kv="{servo}"/>
  </actuator>
</mujoco>"""


class World:
    """One robot in one world."""

    def __init__(self, robot, reset):
        self.robot = robot
        self.model = mujoco.MjModel.from_xml_string(mjcf(robot, reset))
        self.data = mujoco.MjData(self.model)
        self.base = self.model.body("base").id
        self.own = {self.base, self.model.body("left").id, self.model.body("right").id}
        self.wheels = [int(self.model.joint(side).qposadr[0]) for side in ("left", "right")]
        self.rates = [int(self.model.joint(side).dofadr[0]) for side in ("left", "right")]
        self.servo = float(self.model.actuator_gainprm[0, 0])
        self.settle()
        self.zero = [float(self.data.qpos[at]) for at in self.wheels]
        self.steps = 0
        self.last_mps = 0.0

    def settle(self):
        """Lets the robot sink onto its wheels, then puts it back where it starts."""
        pose = self.data.qpos[:7].copy()
        for _ in range(400):
            mujoco.mj_step(self.model, self.data)
        self.data.qpos[:2] = pose[:2]
        self.data.qpos[3:7] = pose[3:7]
        self.data.qvel[:] = 0
        mujoco.mj_forward(self.model, self.data)

    def command(self, commands):
        """Efforts are shares of the no-load speed; drives that are off brake harder."""
        top = self.robot["maxWheelRadps"]
        on = commands["enable"] == 1
        gain = self.servo if on else self.servo * 3
        self.model.actuator_gainprm[:, 0] = gain
        self.model.actuator_biasprm[:, 2] = -gain
        self.data.ctrl[0] = commands["leftEffort"] * top if on else 0.0
        self.data.ctrl[1] = commands["rightEffort"] * top if on else 0.0

    def step(self, dt_s):
        parts = max(1, math.ceil(dt_s / LONGEST_STEP_S - 1e-9))
        self.model.opt.timestep = dt_s / parts
        for _ in range(parts):
            mujoco.mj_step(self.model, self.data)
        self.steps += 1

    def touches(self):
        """True where a part of the robot touches anything but the floor."""
        for i in range(self.data.ncon):
            geoms = (int(self.data.contact[i].geom1), int(self.data.contact[i].geom2))
            mine = [int(self.model.geom_bodyid[g]) in self.own for g in geoms]
            if 0 not in geoms and mine[0] != mine[1]:
                return True
        return False

    def pose(self):
        w, i, j, k = [float(part) for part in self.data.qpos[3:7]]
        yaw = math.atan2(2 * (w * k + i * j), 1 - 2 * (j * j + k * k))
        return float(self.data.qpos[0]), float(self.data.qpos[1]), yaw

    def scan(self):
        lidar = self.robot["lidar"]
        x, y, yaw = self.pose()
        c, s = math.cos(yaw), math.sin(yaw)
        eye = np.array(
            [
                x + c * lidar["mountXM"] - s * lidar["mountYM"],
                y + s * lidar["mountXM"] + c * lidar["mountYM"],
                LIDAR_Z,
            ]
        )
        first = yaw + lidar["mountYawRad"] + lidar["startRad"]
        hit = np.zeros(1, np.int32)
        ranges = []
        for beam in range(lidar["beams"]):
            angle = first + beam * lidar["stepRad"]
            away = np.array([math.cos(angle), math.sin(angle), 0.0])
            far = mujoco.mj_ray(self.model, self.data, eye, away, None, 1, self.base, hit)
            ranges.append(float(far) if 0 <= far <= lidar["maxM"] else None)
        return ranges

    def sample(self, time_ns, interval_s, lidar):
        x, y, yaw = self.pose()
        along = float(self.data.qvel[0]) * math.cos(yaw) + float(self.data.qvel[1]) * math.sin(yaw)
        accel = (along - self.last_mps) / interval_s if interval_s > 0 else 0.0
        self.last_mps = along
        turned = [float(self.data.qpos[at]) - zero for at, zero in zip(self.wheels, self.zero)]
        rates = [float(self.data.qvel[at]) for at in self.rates]
        out = {
            "timeNs": time_ns,
            "robot": {
                "x": x,
                "y": y,
                "yawRad": yaw,
                "linearMps": along,
                "angularRadps": float(self.data.qvel[5]),
                "accelMps2": accel,
            },
            "wheels": {
                "leftRad": turned[0],
                "rightRad": turned[1],
                "leftRadps": rates[0],
                "rightRadps": rates[1],
            },
            "contact": 1 if self.touches() else 0,
        }
        if lidar and self.robot["lidar"] is not None:
            out["lidar"] = self.scan()
        return out


class Session:
    """One connection of MechOS."""

    def __init__(self):
        self.robot = None
        self.world = None

    def answer(self, request):
        kind = request["type"]
        if kind == "hello":
            if request["protocol"] != PROTOCOL:
                return {"type": "error", "message": f"this bridge speaks {PROTOCOL}"}
            self.robot = request["robot"]
            engine = f"MuJoCo {mujoco.__version__}"
            return {"type": "hello", "protocol": PROTOCOL, "engine": engine, "deterministic": True}
        if kind == "reset":
            self.world = World(self.robot, request)
            return {"type": "sensors", "samples": [self.world.sample(0, 0.0, True)]}
        if kind == "step":
            return {"type": "sensors", "samples": self.step(request)}
        return {"type": "error", "message": f"unknown request {kind}"}

    def step(self, request):
        world, every, dt_ns = self.world, request["stepsPerSample"], request["dtNs"]
        world.command(request["commands"])
        samples = []
        for index in range(request["steps"] // every):
            for _ in range(every):
                world.step(dt_ns * 1e-9)
            lidar = index in request["lidarAt"]
            samples.append(world.sample(world.steps * dt_ns, every * dt_ns * 1e-9, lidar))
        return samples


async def talk(socket):
    try:
        await answer_all(socket)
    except ConnectionClosed:
        print("MechOS left without a word", flush=True)


async def answer_all(socket):
    session = Session()
    async for text in socket:
        request = json.loads(text)
        if request["type"] == "bye":
            return
        try:
            answer = session.answer(request)
        except Exception as error:  # MechOS shall say what went wrong here.
            answer = {"type": "error", "message": f"{type(error).__name__}: {error}"}
        await socket.send(json.dumps(answer))


async def main():
    parser = argparse.ArgumentParser(description="MuJoCo behind mechos sim")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9870)
    options = parser.parse_args()
    async with serve(talk, options.host, options.port, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening on ws://{options.host}:{port}", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
