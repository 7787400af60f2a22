using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Events;

/// <summary>Events live for an hour after they last happened, as in a real cluster.</summary>
internal sealed class EventExpiry(ControllerContext context) : Controller(context, "event-expiry")
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private Informer _events = null!;

    protected override void Subscribe() => _events = Watch(ResourceTypes.Events);

    protected override Decision Decide(NamespacedName key)
    {
        if (_events.Get(key.Namespace, key.Name) is not { } value)
            return Decision.Nothing;
        // What is written today about yesterday is new, too.
        var left = Later(LastSeen(value), value.Created()) + Lifetime - Context.Now;
        return left > TimeSpan.Zero ? new Decision([], left) : Decision.Of(new Write.Delete(ResourceTypes.Events, value));
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset LastSeen(JsonObject value) =>
        ObjectMeta.ParseTime(value.StringAt("series", "lastObservedTime"))
        ?? ObjectMeta.ParseTime(value.StringAt("lastTimestamp"))
        ?? ObjectMeta.ParseTime(value.StringAt("eventTime"))
        ?? value.Created();
}
