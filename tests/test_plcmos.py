# SPDX-License-Identifier: ISC
"""PLCMOS in a sweep: what the model is asked, and what is said when there is none.

test_plcmos.py DREDGE FOLDER: FOLDER may hold a libonnxruntime.so.
"""
import csv
import ctypes
import os
import subprocess
import sys
import tempfile
import wave

try:
    import numpy
    import onnx
    from onnx import TensorProto, helper
except ImportError:
    print("python3-onnx is not installed (scripts/setup check)")
    sys.exit(77)

RATE = 16000
PLAN = """
inputs: speech.wav
configurations:
  lossless: {{reference: true, redundancy: none, bandwidth: wb}}
  silence: {{redundancy: none, concealment: silence, bandwidth: wb}}
networks: {{random: {{loss-model: random, loss: 30}}}}
output: {{wav: on, plcmos: {plcmos}}}
"""


def make_model(path, first, second):
    """A model with the inputs of PLCMOS v2; its score is the mean of all that it gets."""
    nodes = [helper.make_node("ReduceMean", [first], ["a"], axes=[0, 1, 2, 3], keepdims=0),
             helper.make_node("ReduceMean", [second], ["b"], axes=[0, 1], keepdims=0),
             helper.make_node("Add", ["a", "b"], ["c"]),
             helper.make_node("Unsqueeze", ["c", "axes"], ["plcmos"])]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes, "test",
        [value(first, TensorProto.FLOAT, ["batch_size", 1, "frames", 257]),
         value(second, TensorProto.FLOAT, ["batch_size", 64])],
        [value("plcmos", TensorProto.FLOAT, [1])],
        [helper.make_tensor("axes", TensorProto.INT64, [1], [0])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 7
    onnx.save(model, path)


def expected(path):
    """The mean of the features of a sound and of PLCMOS' fifteen listeners."""
    with wave.open(path) as file:
        assert file.getframerate() == RATE and file.getnchannels() == 1
        sound = numpy.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    frames = -(-(len(sound) + 256) // 256)
    around = numpy.concatenate([numpy.zeros(256), sound, numpy.zeros(512)])
    shape = 0.54 - 0.46 * numpy.cos(2 * numpy.pi * numpy.arange(512) / 512)
    spectra = numpy.fft.rfft([around[256 * i:256 * i + 512] * shape for i in range(frames)])
    power = numpy.abs(spectra) ** 2
    lowest = power[power > 0].min() * 1e-12
    features = numpy.log(numpy.where(power > 0, power, lowest)) / 20
    listeners = numpy.random.RandomState(23).normal(size=(15, 64))
    return features.mean() + listeners.mean()


def sweep(dredge, plcmos, out):
    with open("plan.yaml", "w") as file:
        file.write(PLAN.format(plcmos=plcmos))
    done = subprocess.run([dredge, "sweep", "--quiet", "plan.yaml", out], stderr=subprocess.PIPE,
                          text=True)
    # Debian's ONNX Runtime complains about itself when it is loaded.
    own = [line for line in done.stderr.splitlines(True) if line.startswith("dredge: ")]
    return done.returncode, "".join(own)


def main():
    dredge = os.path.realpath(sys.argv[1])
    own = os.path.join(os.path.realpath(sys.argv[2]), "libonnxruntime.so")
    runtime = own if os.path.exists(own) else "libonnxruntime.so"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        time = numpy.arange(RATE * 2) / RATE
        sound = 0.3 * numpy.sin(2 * numpy.pi * (200 + 300 * time) * time) * (time % 0.5 < 0.4)
        with wave.open("speech.wav", "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes((sound * 32767).astype("<i2").tobytes())
        make_model("model.onnx", "degraded_audio", "rater_embed")

        # Without a model or a runtime the sweep goes on.
        status, said = sweep(dredge, "nowhere.onnx", "none")
        assert status == 0, said
        assert "plan.yaml:7: output/plcmos: skipped: " in said and "nowhere.onnx" in said, said
        status, said = sweep(dredge, "{model: model.onnx, runtime: ./nowhere.so}", "none")
        assert status == 0, said
        assert "plan.yaml:7: output/plcmos: skipped: no ONNX Runtime: " in said, said
        assert all(not row["plcmos"] for row in csv.DictReader(open("none/results.csv")))
        try:
            ctypes.CDLL(runtime)
        except OSError:
            print("no ONNX Runtime here: the test of a model is skipped")
            sys.exit(77)

        # With one, a model gets what PLCMOS gets.
        plcmos = f"{{model: model.onnx, runtime: {runtime}}}"
        status, said = sweep(dredge, plcmos, "some")
        assert status == 0 and not said, said
        rows = list(csv.DictReader(open("some/results.csv")))
        assert len(rows) == 2
        for row in rows:
            wanted = expected(f"some/wav/{row['id']}.wav")
            print(f"{row['config']}: {row['plcmos']}, expected {wanted:.4f}")
            assert abs(float(row["plcmos"]) - wanted) < 0.002, row
        assert {row["id"] for row in rows}.isdisjoint(
            row["id"] for row in csv.DictReader(open("none/results.csv")))

        # A file that is no model, and one that is another model, are problems.
        for name, inputs in (("model.onnx", None), ("other.onnx", ("audio", "embed"))):
            if inputs:
                make_model(name, *inputs)
            else:
                open(name, "w").write("no model")
            status, said = sweep(dredge, plcmos.replace("model.onnx", name), "wrong")
            assert status == 2, said
            assert "plan.yaml:7: output/plcmos: " in said and name in said, said
            assert "expected the model of PLCMOS v2: " in said and "nothing was run" in said
            assert not os.path.exists("wrong")

        # Two sources of one column
        make_model("model.onnx", "degraded_audio", "rater_embed")
        status, said = sweep(dredge, plcmos + ", scorer: {column: plcmos, command: [cat]}", "both")
        assert status == 2 and "found both" in said, said


main()
