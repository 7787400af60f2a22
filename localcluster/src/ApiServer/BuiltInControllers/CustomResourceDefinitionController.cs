using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Verbs;

namespace October.LocalCluster.ApiServer.BuiltInControllers;

/// <summary>
/// Keeps the registry and the conditions of CustomResourceDefinitions up to date. Runs within the write that causes it, so that a
/// definition is served when the next request arrives.
/// </summary>
internal sealed class CustomResourceDefinitionController(
    IObjectStore store, KindRegistry registry, WriteVerbs writes, DeleteVerbs deletes, ServerContext serverContext)
{
    private const string Group = "apiextensions.k8s.io";
    private const string Manager = "kube-apiserver";

    private ResourceKind Definitions => registry.Find(Group, "v1", "customresourcedefinitions")!;

    /// <summary>Reacts to a committed write.</summary>
    public void OnCommit(ResourceKind kind, JsonObject committed)
    {
        if (kind.Group == Group)
            Reconcile(committed.Name());
        else if (kind.IsCustom && kind.Strategy.CreationForbidden is not null)
            Reconcile($"{kind.Plural}.{kind.Group}");
    }

    /// <summary>Serves the kinds of the definitions that the store held from the start.</summary>
    public void RegisterStored()
    {
        foreach (var key in store.List(Definitions.StorageName).Objects.Keys)
            Reconcile(key.Name);
    }

    private void Reconcile(string name)
    {
        if (store.Get(Definitions.StorageName, new ObjectKey("", name)) is not { } found)
        {
            var (plural, group) = (name.Split('.')[0], name[(name.IndexOf('.') + 1)..]);
            registry.Replace(group, plural, []);
            return;
        }

        var definition = found.Value;
        Register(definition);
        if (definition.IsTerminating())
            CleanUp(definition);
        else if (AcceptNames(definition) is { } accepted && !accepted.DeepEqual(definition["status"]))
            WriteStatus(name, accepted);
    }

    private void Register(JsonObject definition)
    {
        var spec = definition.ObjectAt("spec")!;
        registry.Replace(spec.StringAt("group")!, spec.StringAt("names", "plural")!, CustomKinds.Create(definition));
    }

    private JsonObject AcceptNames(JsonObject definition)
    {
        var changed = definition.Clone();
        var status = changed.Ensure("status");
        status["acceptedNames"] = definition["spec"]!["names"]!.DeepClone();
        DefinitionConditions.Set(changed, "NamesAccepted", "True", "NoConflicts", "no conflicts found", serverContext.Now);
        DefinitionConditions.Set(changed, "Established", "True", "InitialNamesAccepted", "the initial names have been accepted", serverContext.Now);
        return status;
    }

    private void WriteStatus(string name, JsonObject status) => writes.Update(
        Request(name, "status"),
        current =>
        {
            current["status"] = status.DeepClone();
            return current;
        },
        requireVersion: false);

    /// <summary>Deletes the instances, and then the definition itself.</summary>
    private void CleanUp(JsonObject definition)
    {
        var kinds = CustomKinds.Create(definition);
        if (kinds.Count == 0)
            return;
        foreach (var (key, stored) in store.List(kinds[0].StorageName).Objects)
        {
            if (stored.Value.IsTerminating())
                continue;
            var request = new ApiRequest { Method = "DELETE", Path = "", UserAgent = Manager };
            deletes.Delete(new ResourceRequest(request, kinds[0], key.Namespace.Length == 0 ? null : key.Namespace, key.Name, ""));
        }

        if (!store.List(kinds[0].StorageName).Objects.IsEmpty || !definition.Finalizers().Contains(CustomResourceDefinitionStrategy.CleanupFinalizer))
            return;
        if (store.Get(Definitions.StorageName, new ObjectKey("", definition.Name())) is null)
            return;
        writes.Update(
            Request(definition.Name(), ""),
            current =>
            {
                var rest = current.Finalizers().Where(f => f != CustomResourceDefinitionStrategy.CleanupFinalizer).ToJsonArray();
                current.Metadata().SetOrRemove("finalizers", rest.Count == 0 ? null : rest);
                return current;
            },
            requireVersion: false);
    }

    private ResourceRequest Request(string name, string subresource) =>
        new(new ApiRequest { Method = "PUT", Path = "", UserAgent = Manager }, Definitions, null, name, subresource);
}
