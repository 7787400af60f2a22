using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.Deletion;
using October.LocalCluster.Nodes;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Requests;

/// <summary>Subresources of pods: log (answered by the node), binding (the scheduler's), eviction.</summary>
internal sealed class PodSubresources(WriteVerbs writes, DeleteVerbs deletes, Surroundings around, Func<IKubelet?> kubelet)
{
    public ApiResponse Log(ResourceRequest request, JsonObject pod)
    {
        var containers = pod.ArrayAt("spec", "containers").Objects().Concat(pod.ArrayAt("spec", "initContainers").Objects()).Select(c => c.StringAt("name")).ToList();
        var regular = pod.ArrayAt("spec", "containers").Objects().Select(c => c.StringAt("name")).ToList();
        var container = request.Query["container"] ?? "";
        if (container.Length == 0)
        {
            if (regular.Count != 1)
            {
                throw Refusal.BadRequest(
                    $"a container name must be specified for pod {request.Name}, choose one of: [{string.Join(' ', regular)}]");
            }

            container = regular[0] ?? "";
        }
        else if (!containers.Contains(container))
        {
            throw Refusal.BadRequest($"container {container} is not valid for pod {request.Name}");
        }

        if (string.IsNullOrEmpty(pod.StringAt("spec", "nodeName")) || kubelet() is not { } node)
            throw Refusal.BadRequest($"pod {request.Name} does not have a host assigned");
        if (request.Query.IsTrue("previous") && !HasRunBefore(pod, container))
            throw Refusal.BadRequest($"previous terminated container \"{container}\" in pod \"{request.Name}\" not found");
        var options = new LogOptions(
            request.Query.IsTrue("follow"),
            request.Query.IsTrue("previous"),
            Number(request.Query["tailLines"]),
            Number(request.Query["sinceSeconds"]),
            request.Query.IsTrue("timestamps"));
        var reference = new PodRef(request.Namespace!, request.Name!);
        return new ApiResponse
        {
            Code = 200,
            ContentType = "text/plain",
            Stream = (output, token) => node.WriteLogAsync(reference, container, options, output, token),
        };
    }

    public ApiResponse Bind(ResourceRequest request, JsonObject binding)
    {
        var node = binding.StringAt("target", "name") ?? "";
        writes.Update(request, pod =>
        {
            if (pod.StringAt("spec", "nodeName") is { Length: > 0 } bound)
                throw Refusal.Conflict(request.Kind with { Plural = "pods/binding" }, pod.Name(), $"pod {pod.Name()} is already assigned to node \"{bound}\"");
            pod.Ensure("spec")["nodeName"] = node;
            Kinds.PodConditions.SetScheduled(pod, around.Now);
            pod.Metadata().Remove("resourceVersion");
            return pod;
        }, requireVersion: false);
        return ApiResponse.Created(new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["code"] = 201,
        });
    }

    public ApiResponse Evict(ResourceRequest request, JsonObject eviction)
    {
        var options = eviction["deleteOptions"]?.DeepClone() ?? new JsonObject();
        deletes.Delete(request with { Request = request.Request with { Document = options, Body = default } });
        return ApiResponse.Created(new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["code"] = 201,
        });
    }

    private static bool HasRunBefore(JsonObject pod, string container) => pod.ArrayAt("status", "containerStatuses").Objects()
        .Concat(pod.ArrayAt("status", "initContainerStatuses").Objects())
        .Any(status => status.StringAt("name") == container && status.ObjectAt("lastState", "terminated") is not null);

    private static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
