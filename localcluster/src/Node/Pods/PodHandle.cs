using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Pods;

/// <summary>What the containers of a pod know about it: its latest state, its address, and when to end.</summary>
internal sealed class PodHandle(JsonObject pod, Action onChanged) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly Lock _gate = new();
    private JsonObject _latest = pod;
    private TimeSpan? _grace;

    /// <summary>The newest state that is known; an older one does not replace it.</summary>
    public JsonObject Latest
    {
        get => Volatile.Read(ref _latest);
        set
        {
            lock (_gate)
            {
                if (Version(value) > Version(_latest))
                    Volatile.Write(ref _latest, value);
            }
        }
    }

    public string Address { get; set; } = "";

    /// <summary>The pod is to end, gracefully.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The pod is to end now.</summary>
    public CancellationToken Kill => _kill.Token;

    /// <summary>How long its containers have from the request to the kill.</summary>
    public TimeSpan Grace => _grace ?? TimeSpan.FromSeconds(
        Latest.LongAt("metadata", "deletionGracePeriodSeconds") ?? Latest.LongAt("spec", "terminationGracePeriodSeconds") ?? 30);

    /// <summary>Asks the containers to end; with a grace of its own when the node goes down.</summary>
    public void RequestStop(TimeSpan? grace = null)
    {
        _grace ??= grace;
        _stop.Cancel();
    }

    public void RequestKill()
    {
        _stop.Cancel();
        _kill.Cancel();
    }

    public void OnChanged() => onChanged();

    private static ulong Version(JsonObject value) =>
        ulong.TryParse(value.ResourceVersion(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    public void Dispose()
    {
        _stop.Dispose();
        _kill.Dispose();
    }
}
