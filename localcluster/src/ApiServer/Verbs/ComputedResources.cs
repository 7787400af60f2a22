using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Authorization;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>Resources that are computed on request and not stored: component statuses, metrics, access reviews.</summary>
internal sealed class ComputedResources(AccessReviews reviews, Func<MetricsResources?> metrics)
{
    /// <summary>The object or list; null when the resource is stored.</summary>
    public JsonObject? Read(ResourceRequest request, string verb)
    {
        if (request.Kind.Kind == "ComponentStatus")
            return verb == "get" ? ComponentStatuses.Get(request) : ComponentStatuses.List(request);
        return request.Kind.Group == MetricsResources.Group && metrics() is { } measured
            ? verb == "get" ? measured.Get(request) : measured.List(request)
            : null;
    }

    public JsonObject Review(ResourceRequest request, JsonObject review) => reviews.Answer(request, review);
}
