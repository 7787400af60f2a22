using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ControllerRuntime;

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
        var changes = Difference(target.ObjectAt("status") ?? [], status);
        return changes.Count == 0 ? null : new Patch(type, target, new JsonObject { ["status"] = changes }, "status");
    }

    /// <summary>The merge patch that makes the one object the other: what is gone is null, also deep inside.</summary>
    private static JsonObject Difference(JsonObject before, JsonObject after)
    {
        var changes = new JsonObject();
        foreach (var (key, value) in after)
        {
            if (value.DeepEqual(before[key]))
                continue;
            changes[key] = value is JsonObject inner && before[key] is JsonObject old ? Difference(old, inner) : value?.DeepClone();
        }

        foreach (var (key, _) in before)
        {
            if (!after.ContainsKey(key))
                changes[key] = null;
        }

        return changes;
    }
}
