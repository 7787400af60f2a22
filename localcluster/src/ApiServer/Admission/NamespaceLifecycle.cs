using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>Checks that look at other objects: the life cycle of namespaces, and their policies.</summary>
internal sealed class NamespaceLifecycle(IObjectStore store, AdmissionWebhook? webhook)
{
    /// <summary>The other plugins.</summary>
    public AdmissionPlugins Plugins { get; } = new(store, webhook);

    private static readonly string[] ImmortalNamespaces = ["default", "kube-system", "kube-public"];

    /// <summary>Nothing is created in a namespace that is missing or terminating.</summary>
    public void CheckNamespace(ResourceRequest request, JsonObject value)
    {
        if (request.Namespace is not { } ns)
            return;
        if (store.Get("/namespaces", new ObjectKey("", ns)) is not { } found)
            throw StatusError.Make(404, "NotFound", $"namespaces \"{ns}\" not found", StatusError.Details(ns, "", "namespaces"));
        if (!found.Value.IsTerminating())
            return;
        var cause = new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {ns} is being terminated",
            ["field"] = "metadata.namespace",
        };
        throw StatusError.Forbidden(
            request.Kind, value.Name(), $"unable to create new content in namespace {ns} because it is being terminated", new JsonArray(cause));
    }

    public static void CheckDelete(ResourceRequest request)
    {
        if (request.Kind is { Group: "", Plural: "namespaces" } && ImmortalNamespaces.Contains(request.Name))
            throw StatusError.Forbidden(request.Kind, request.Name!, "this namespace may not be deleted");
    }
}
