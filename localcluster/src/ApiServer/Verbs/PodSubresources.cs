using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Options;
using October.LocalCluster.ApiServer.Streaming;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>Subresources of pods: log, exec, attach, portforward (answered by the node), binding (the scheduler's).</summary>
internal sealed class PodSubresources(KindRegistry kinds, WriteVerbs writes, Func<IKubelet?> kubelet, ServerContext serverContext)
{
    public ApiResponse Log(ResourceRequest request, JsonObject pod)
    {
        var options = PodLogOptions.Read(request);
        // There is no log before a node has the pod.
        if (string.IsNullOrEmpty(pod.StringAt("spec", "nodeName")) && ContainerOf(request, pod).Length > 0)
            return new ApiResponse { Code = 204, ContentType = "" };
        var (node, container) = Target(request, pod);
        if (request.Query.IsTrue("previous") && !HasRunBefore(pod, container))
            throw StatusError.BadRequest($"previous terminated container \"{container}\" in pod \"{request.Name}\" not found");
        var reference = Reference(request);
        return new ApiResponse
        {
            Code = 200,
            ContentType = "text/plain",
            Stream = (output, cancellationToken) => FirstBytes.WriteAsync(
                output,
                options.LimitBytes,
                (limited, ends) => node.WriteLogAsync(reference, container, options, limited, ends),
                cancellationToken),
        };
    }

    /// <summary>Runs a command in a container, once the connection is upgraded.</summary>
    public ApiResponse Exec(ResourceRequest request, JsonObject pod)
    {
        var (node, container) = Target(request, pod);
        var command = request.Query.All("command");
        if (command.Count == 0)
            throw StatusError.BadRequest("you must specify at least 1 command for the container");
        var wanted = RequestedChannelsOf(request);
        return Session(new StreamingSession.Command(wanted, (channels, cancellationToken) => GuardedAsync(async () =>
            CommandStatus.Exited(await node.ExecAsync(Reference(request), container, command, channels.ForNode(wanted), cancellationToken)))));
    }

    /// <summary>Connects to a container's own output and input, once the connection is upgraded.</summary>
    public ApiResponse Attach(ResourceRequest request, JsonObject pod)
    {
        var (node, container) = Target(request, pod);
        var wanted = RequestedChannelsOf(request);
        return Session(new StreamingSession.Command(wanted, (channels, cancellationToken) => GuardedAsync(async () =>
        {
            await node.AttachAsync(Reference(request), container, channels.ForNode(wanted), cancellationToken);
            return CommandStatus.Success();
        })));
    }

    /// <summary>Connects to ports of a pod, once the connection is upgraded.</summary>
    public ApiResponse PortForward(ResourceRequest request, JsonObject pod)
    {
        var node = NodeOf(request, pod);
        var ports = request.Query.All("ports").SelectMany(p => p.Split(',')).Select(Number).OfType<int>().ToList();
        return Session(new StreamingSession.Ports(ports, (port, cancellationToken) => node.ConnectAsync(Reference(request), port, cancellationToken)));
    }

    /// <summary>Binds the pod that the object names.</summary>
    public ApiResponse BindNamed(ResourceRequest request, JsonObject binding) =>
        Bind(request with { Kind = kinds.Find("", "v1", "pods")!, Name = binding.Name(), Subresource = "binding" }, binding);

    public ApiResponse Bind(ResourceRequest request, JsonObject binding)
    {
        var node = binding.StringAt("target", "name") ?? "";
        writes.Update(request, pod =>
        {
            if (pod.StringAt("spec", "nodeName") is { Length: > 0 } bound)
                throw StatusError.Conflict(
                    request.Kind with { Plural = "pods/binding" },
                    pod.Name(),
                    $"pod {pod.Name()} is already assigned to node \"{bound}\"");
            pod.Ensure("spec")["nodeName"] = node;
            Registry.Core.Pods.PodConditions.SetScheduled(pod, serverContext.Now);
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

    private static PodRef Reference(ResourceRequest request) => new(request.Namespace!, request.Name!);

    private static ApiResponse Session(StreamingSession session) => new() { Code = 101, Session = session };

    private static RequestedChannels RequestedChannelsOf(ResourceRequest request) =>
        new(request.Query.IsTrue("stdin"), request.Query.IsTrue("stdout"), request.Query.IsTrue("stderr"), request.Query.IsTrue("tty"));

    private static async Task<JsonObject> GuardedAsync(Func<Task<JsonObject>> run)
    {
        try
        {
            return await run();
        }
        catch (InvalidOperationException exception)
        {
            return CommandStatus.Failed(exception.Message);
        }
    }

    /// <summary>The node that runs the pod.</summary>
    private IKubelet NodeOf(ResourceRequest request, JsonObject pod) => !string.IsNullOrEmpty(pod.StringAt("spec", "nodeName")) && kubelet() is { } node
        ? node
        : throw StatusError.BadRequest($"pod {request.Name} does not have a host assigned");

    /// <summary>The node, and the container that the request names, or the only one.</summary>
    private (IKubelet Node, string Container) Target(ResourceRequest request, JsonObject pod)
    {
        var container = ContainerOf(request, pod);
        return (NodeOf(request, pod), container);
    }

    private static string ContainerOf(ResourceRequest request, JsonObject pod)
    {
        var regular = pod.ArrayAt("spec", "containers").Objects().Select(c => c.StringAt("name") ?? "").ToList();
        var container = request.Query["container"] ?? "";
        if (container.Length > 0)
        {
            if (!regular.Concat(OthersOf(pod)).Contains(container))
                throw StatusError.BadRequest($"container {container} is not valid for pod {request.Name}");
        }
        else
        {
            if (regular.Count != 1)
                throw StatusError.BadRequest($"a container name must be specified for pod {request.Name}, choose one of: [{string.Join(' ', regular)}]");
            container = regular[0];
        }

        return container;
    }

    private static IEnumerable<string?> OthersOf(JsonObject pod) =>
        pod.ArrayAt("spec", "initContainers").Objects().Concat(pod.ArrayAt("spec", "ephemeralContainers").Objects()).Select(c => c.StringAt("name"));

    private static bool HasRunBefore(JsonObject pod, string container) => pod.ArrayAt("status", "containerStatuses").Objects()
        .Concat(pod.ArrayAt("status", "initContainerStatuses").Objects())
        .Any(status => status.StringAt("name") == container && status.ObjectAt("lastState", "terminated") is not null);

    private static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
