using System.Text.Json.Nodes;
using October.LocalCluster.Client;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Controllers.Machinery;

/// <summary>One thing a controller decided to do. Decisions are data; <see cref="WriteExecutor"/> carries them out in order.</summary>
internal abstract record Write
{
    private Write()
    {
    }

    /// <summary>Makes an object.</summary>
    internal sealed record Create(ResourceType Type, JsonObject Body) : Write;

    /// <summary>Merge-patches an object or one of its subresources; <paramref name="Target"/> is its observed state.</summary>
    internal sealed record Patch(ResourceType Type, JsonObject Target, JsonObject Body, string? Subresource = null) : Write;

    /// <summary>Deletes exactly the object that was observed (precondition on its uid).</summary>
    internal sealed record Delete(ResourceType Type, JsonObject Target, string? Propagation = null) : Write;

    /// <summary>Records an Event. <c>{name}</c> in the message stands for the name of the object made or deleted just before.</summary>
    internal sealed record Emit(JsonObject Regarding, string EventType, string Reason, string Message) : Write;

    /// <summary>A status patch from the old status to the new one, or null when they are equal.</summary>
    public static Patch? Status(ResourceType type, JsonObject target, JsonObject status)
    {
        var old = target.ObjectAt("status");
        var changes = new JsonObject();
        foreach (var (key, value) in status)
        {
            if (!value.DeepEqual(old?[key]))
                changes[key] = value?.DeepClone();
        }

        foreach (var (key, _) in old ?? [])
        {
            if (!status.ContainsKey(key))
                changes[key] = null;
        }

        return changes.Count == 0 ? null : new Patch(type, target, new JsonObject { ["status"] = changes }, "status");
    }
}
