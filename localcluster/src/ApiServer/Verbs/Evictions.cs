using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>
/// <c>pods/eviction</c>: a deletion that a PodDisruptionBudget may refuse. The budget is charged before the pod goes, so that two evictions
/// at the same time cannot both use the last allowance (kubernetes/pkg/registry/core/pod/storage/eviction.go).
/// </summary>
internal sealed class Evictions(IObjectStore store, WriteVerbs writes, DeleteVerbs deletes, KindRegistry kinds, ServerContext serverContext)
{
    private const string Refused = "Cannot evict pod as it would violate the pod's disruption budget.";
    private const int MostUnconfirmed = 2000;
    private const string Agent = "kube-apiserver";

    public ApiResponse Create(ResourceRequest request, JsonObject eviction)
    {
        if (eviction.Name() != request.Name)
            throw StatusError.BadRequest("name in URL does not match name in Eviction object");
        var options = eviction.ObjectAt("deleteOptions")?.Clone() ?? [];
        var dryRun = PropagateDryRun(request, options);
        var pod = store.Get(request.Kind.StorageName, request.Key)?.Value ?? throw StatusError.NotFound(request.Kind, request.Name!);
        var pinned = false;
        if (!MayIgnoreBudgets(pod))
        {
            var budgets = BudgetsOf(pod);
            if (budgets.Count > 1)
                throw StatusError.Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
            if (budgets.Count == 1)
            {
                pinned = !pod.IsReady() && MayGoUnhealthy(budgets[0]);
                if (!pinned)
                    Charge(budgets[0], pod, dryRun);
            }
        }

        Delete(request, pod, options, dryRun, pinned);
        return ApiResponse.Created(new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["code"] = 201,
        });
    }

    /// <summary>A pod that serves nobody, or is on its way already, disturbs nothing.</summary>
    private static bool MayIgnoreBudgets(JsonObject pod) => pod.IsTerminating() || pod.Phase() is "Succeeded" or "Failed" or "Pending";

    private List<JsonObject> BudgetsOf(JsonObject pod) =>
    [
        .. store.List("policy/poddisruptionbudgets").Objects.Where(b => b.Key.Namespace == pod.Namespace()).Select(b => b.Value.Value)
            .Where(b => b.ObjectAt("spec", "selector") is { } selector && LabelSelector.FromObject(selector).Matches(pod)),
    ];

    /// <summary>Whether a pod that is not ready may go without a charge: always, by the budget's policy, or while enough others are healthy.</summary>
    private static bool MayGoUnhealthy(JsonObject budget) =>
        budget.StringAt("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow"
        || (budget.LongAt("status", "desiredHealthy") is > 0 and var desired && budget.LongAt("status", "currentHealthy") >= desired);

    private void Charge(JsonObject budget, JsonObject pod, bool dryRun)
    {
        var kind = kinds.Find("policy", "v1", "poddisruptionbudgets")!;
        var request = new ApiRequest { Method = "PUT", Path = "", UserAgent = Agent, Query = DryRun(dryRun) };
        writes.Update(
            new ResourceRequest(request, kind, pod.Namespace(), budget.Name(), "status"), current => Charged(current, pod, kind), requireVersion: false);
    }

    private JsonObject Charged(JsonObject budget, JsonObject pod, ResourceKind kind)
    {
        var status = budget.Ensure("status");
        if ((status.LongAt("observedGeneration") ?? 0) < budget.Generation())
            throw TooManyRequests($"The disruption budget {budget.Name()} is still being processed by the server.", retryAfter: 10);
        var allowed = status.LongAt("disruptionsAllowed") ?? 0;
        if (allowed < 0)
            throw StatusError.Forbidden(kind with { Plural = "poddisruptionbudget" }, budget.Name(), "pdb disruptions allowed is negative");
        if (status.ObjectAt("disruptedPods") is { Count: > MostUnconfirmed })
        {
            throw StatusError.Forbidden(
                kind with { Plural = "poddisruptionbudget" }, budget.Name(), "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }

        if (allowed == 0)
        {
            throw TooManyRequests(
                $"The disruption budget {budget.Name()} needs {status.LongAt("desiredHealthy") ?? 0} healthy pods and has "
                    + $"{status.LongAt("currentHealthy") ?? 0} currently");
        }

        status["disruptionsAllowed"] = allowed - 1;
        if (allowed == 1)
        {
            status["conditions"] = status.ArrayAt("conditions").With(new JsonObject
            {
                ["type"] = "DisruptionAllowed",
                ["status"] = "False",
                ["observedGeneration"] = status.LongAt("observedGeneration"),
                ["reason"] = "InsufficientPods",
                ["message"] = "",
            }, serverContext.Time.GetUtcNow());
        }

        // Until it is gone, the controller does not count the pod as healthy.
        status.Ensure("disruptedPods")[pod.Name()] = serverContext.Now;
        return budget;
    }

    private void Delete(ResourceRequest request, JsonObject pod, JsonObject options, bool dryRun, bool pinned)
    {
        if (pinned && options.StringAt("preconditions", "resourceVersion") is null)
            options.Ensure("preconditions")["resourceVersion"] = pod.ResourceVersion();
        try
        {
            if (!dryRun)
                MarkDisrupted(request, options);
            deletes.Delete(request with { Subresource = "", Request = request.Request with { Document = options, Body = default } });
        }
        catch (ApiStatusException exception) when (pinned && exception.Code == 409)
        {
            // It has become ready meanwhile: the next attempt is decided anew.
            throw TooManyRequests("The disruption budget does not allow evicting pods that have just become ready.", retryAfter: 10);
        }
    }

    /// <summary>Sets the condition DisruptionTarget, so that a Job, for example, distinguishes eviction from failure.</summary>
    private void MarkDisrupted(ResourceRequest request, JsonObject options)
    {
        var preconditions = options.ObjectAt("preconditions");
        var status = request with { Subresource = "status", Request = request.Request with { UserAgent = Agent, Query = QueryParameters.None } };
        var marked = writes.Update(status, pod =>
        {
            if (preconditions.StringAt("uid") is { } uid)
                pod.Metadata()["uid"] = uid;
            pod.Metadata()["resourceVersion"] = preconditions.StringAt("resourceVersion") ?? pod.ResourceVersion();
            pod.Ensure("status")["conditions"] = pod.ArrayAt("status", "conditions").With(new JsonObject
            {
                ["type"] = "DisruptionTarget",
                ["status"] = "True",
                ["lastProbeTime"] = null,
                ["reason"] = "EvictionByEvictionAPI",
                ["message"] = "Eviction API: evicting",
            }, serverContext.Time.GetUtcNow());
            return pod;
        }, requireVersion: false);
        if (preconditions.StringAt("resourceVersion") is not null)
            preconditions!["resourceVersion"] = marked.ResourceVersion();
    }

    private static bool PropagateDryRun(ResourceRequest request, JsonObject options)
    {
        var (inQuery, inBody) = (request.Query.All("dryRun"), options.ArrayAt("dryRun").Strings().ToList());
        if (inQuery.Count > 0 && inBody.Count > 0 && !inQuery.SequenceEqual(inBody))
            throw StatusError.BadRequest(
                $"Non-matching dry-run options in request and content: [{string.Join(' ', inQuery)}] and [{string.Join(' ', inBody)}]");
        return inQuery.Count > 0 || inBody.Count > 0;
    }

    private static QueryParameters DryRun(bool dryRun) => dryRun ? new QueryParameters([KeyValuePair.Create("dryRun", "All")]) : QueryParameters.None;

    private static ApiStatusException TooManyRequests(string cause, int? retryAfter = null)
    {
        var details = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = cause }) };
        if (retryAfter is { } seconds)
            details["retryAfterSeconds"] = seconds;
        return StatusError.Make(429, "TooManyRequests", Refused, details);
    }
}
