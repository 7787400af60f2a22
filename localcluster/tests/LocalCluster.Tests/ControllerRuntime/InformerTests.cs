using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ControllerRuntime;

public sealed class InformerTests
{
    private const int Versions = 20_000;

    [Fact]
    public async Task Callbacks_come_in_the_order_of_the_changes_when_several_threads_bring_them()
    {
        var informer = new Informer(null!, ResourceTypes.ConfigMaps, TimeProvider.System, NullLogger.Instance);
        JsonObject? last = null;
        var outOfOrder = 0;
        informer.OnChange((old, current) =>
        {
            // Who keeps something of its own from the changes has it wrong for ever after one that came late.
            if (old?.ResourceVersion() != last?.ResourceVersion())
                Interlocked.Increment(ref outOfOrder);
            last = current;
        });
        var version = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (Interlocked.Increment(ref version) is var next && next <= Versions)
            {
                informer.Accept(Object(next));
                if (next % 100 == 0)
                    informer.Forget(Object(next));
            }
        })));
        Assert.Equal(0, outOfOrder);
        Assert.Equal(informer.Get("team", "x")?.ResourceVersion(), last?.ResourceVersion());
    }

    /// <summary>Each hundred versions are of one object; the next has the same name.</summary>
    private static JsonObject Object(int version) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["namespace"] = "team",
            ["name"] = "x",
            ["uid"] = $"{(version - 1) / 100}",
            ["resourceVersion"] = $"{version}",
        },
    };
}
