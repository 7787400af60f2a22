using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Node.Simulation;

namespace October.Conformance.Traces;

/// <summary>The program of the recordings (<c>localhost/web:v1</c>): a server on port 8000, or a client that ends at once.</summary>
internal sealed class RecordedPrograms(TimeProvider time)
{
    private static readonly TimeSpan Start = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private const string RuntimeError =
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";

    /// <summary>A program that ends at once is seen running for as long as the recorded kubelet took to look again.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(1100);

    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(1500);

    private readonly List<DateTimeOffset> _started = [];
    private int _total;

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
        // The recorded kubelet needed that long to see that a pod's last container had ended, and to take the pod down.
        TearDown = TimeSpan.FromMilliseconds(1100),
    };

    private ImageBehaviour? Choose(JsonObject container)
    {
        if (container.StringAt("image") != "localhost/web:v1")
            return null;
        if (container.ArrayAt("command") is { Count: > 0 })
            return new ImageBehaviour
            {
                StartDelay = Start,
                StartFailure = RuntimeError + "exec: \"/nosuch-binary\": stat /nosuch-binary: no such file or directory",
            };
        if (container.ArrayAt("args").Strings().ToList() is ["get", var url])
            return new ImageBehaviour
            {
                StartDelay = Start,
                ExitAfter = Glance,
                ExitCode = url.StartsWith("http://127.0.0.1:1/", StringComparison.Ordinal) ? 1 : 0,
            };
        var delayed = container.ArrayAt("env").Objects().Any(e => e.StringAt("name") == "START_DELAY");
        var queue = Queue();
        return new ImageBehaviour
        {
            StartDelay = Start,
            ReadyAfter = delayed ? TimeSpan.FromSeconds(3) : Moment + TimeSpan.FromSeconds(queue),
            StopsAfter = Moment + (Moment * (Interlocked.Increment(ref _total) % 3)),
            Ports = [8000],
        };
    }

    /// <summary>How many others have just been started: the recorded machine did one after the other.</summary>
    private int Queue()
    {
        lock (_started)
        {
            var now = time.GetUtcNow();
            _started.RemoveAll(at => now - at > Burst);
            _started.Add(now);
            return _started.Count - 1;
        }
    }
}
