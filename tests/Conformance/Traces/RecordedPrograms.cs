using System.Text.Json.Nodes;
using October.LocalCluster.Nodes.Simulation;
using October.LocalCluster.Objects;

namespace October.Conformance.Traces;

/// <summary>The program of the recordings (<c>localhost/web:v1</c>): a server on port 8000, or a client that ends at once.</summary>
internal sealed class RecordedPrograms
{
    private static readonly TimeSpan Start = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private const string RuntimeError =
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";

    private int _started;

    public SimulationScript Script => new(new Dictionary<string, ImageBehaviour>(StringComparer.Ordinal)
    {
        ["localhost/nosuch:v0"] = new() { PullFailure = "not found" },
        ["localhost:1/nosuch:v0"] = new()
        {
            PullFailure = "failed to pull and unpack image \"localhost:1/nosuch:v0\": failed to resolve image: failed to do request: "
                + "Head \"https://localhost:1/v2/nosuch/manifests/v0\": dial tcp 127.0.0.1:1: connect: connection refused",
        },
    })
    {
        OfContainer = Choose,
    };

    private ImageBehaviour? Choose(JsonObject container)
    {
        if (container.StringAt("image") != "localhost/web:v1")
            return null;
        if (container.ArrayAt("command") is { Count: > 0 })
            return new ImageBehaviour { StartDelay = Start, StartFailure = RuntimeError + "exec: \"/nosuch-binary\": stat /nosuch-binary: no such file or directory" };
        if (container.ArrayAt("args").Strings().ToList() is ["get", var url])
            return new ImageBehaviour { StartDelay = Start, ExitAfter = TimeSpan.FromMilliseconds(300), ExitCode = url.StartsWith("http://127.0.0.1:1/", StringComparison.Ordinal) ? 1 : 0 };
        var delayed = container.ArrayAt("env").Objects().Any(e => e.StringAt("name") == "START_DELAY");
        // The recorded machine started containers one after the other.
        var queue = (Interlocked.Increment(ref _started) - 1) % 3;
        return new ImageBehaviour
        {
            StartDelay = Start,
            ReadyAfter = delayed ? TimeSpan.FromSeconds(3) : Moment + TimeSpan.FromSeconds(queue),
            StopsAfter = Moment + (Moment * queue),
            Ports = [8000],
        };
    }
}
