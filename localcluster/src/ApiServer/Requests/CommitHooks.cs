using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Registry;

namespace October.LocalCluster.ApiServer.Requests;

/// <summary>Parts of the server that must act on a write before it is answered, such as the registration of custom resources.</summary>
internal sealed class CommitHooks
{
    private readonly List<Action<ResourceKind, JsonObject>> _hooks = [];

    public void Add(Action<ResourceKind, JsonObject> hook) => _hooks.Add(hook);

    public void Raise(ResourceKind kind, JsonObject committed)
    {
        foreach (var hook in _hooks)
            hook(kind, committed);
    }
}
