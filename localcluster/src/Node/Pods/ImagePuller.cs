using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>Waits for a container's image to be there, with the kubelet's reasons, Events and back-off.</summary>
internal sealed class ImagePuller(NodeContext node, PodHandle pod, JsonObject spec)
{
    private readonly string _image = spec.StringAt("image") ?? "";
    private readonly string _name = spec.StringAt("name") ?? "";

    public async Task PullAsync(Action<Func<ContainerRecord, ContainerRecord>> set, CancellationToken cancellationToken)
    {
        var backoff = default(RestartBackoff);
        // The first failure begins the back-off: the kubelet does not try an image twice at once.
        (_, backoff) = backoff.Fail(node.Now);
        while (true)
        {
            var problem = await node.Runtime.FindImageAsync(_image, cancellationToken);
            if (problem is null)
            {
                node.Record(pod.Latest, "Normal", "Pulled", $"Container image \"{_image}\" already present on machine and can be accessed by the pod", _name);
                return;
            }

            (var delay, backoff) = backoff.Fail(node.Now);
            if (spec.StringAt("imagePullPolicy") == "Never")
                ReportAbsent(set);
            else
                await ReportFailureAsync(problem, set, cancellationToken);
            await Task.Delay(delay, node.Time, cancellationToken);
        }
    }

    private void ReportAbsent(Action<Func<ContainerRecord, ContainerRecord>> set)
    {
        var message = $"Container image \"{_image}\" is not present with pull policy of Never";
        node.Record(pod.Latest, "Warning", "ErrImageNeverPull", message, _name);
        node.Record(pod.Latest, "Warning", "Failed", "Error: ErrImageNeverPull", _name);
        set(r => r with { State = new ContainerState.Waiting("ErrImageNeverPull", message) });
    }

    private async Task ReportFailureAsync(string problem, Action<Func<ContainerRecord, ContainerRecord>> set, CancellationToken cancellationToken)
    {
        node.Record(pod.Latest, "Normal", "Pulling", $"Pulling image \"{_image}\"", _name);
        node.Record(pod.Latest, "Warning", "Failed", $"Failed to pull image \"{_image}\": {problem}", _name);
        node.Record(pod.Latest, "Warning", "Failed", "Error: ErrImagePull", _name);
        set(r => r with { State = new ContainerState.Waiting("ErrImagePull", problem) });
        // Long enough for the first reason to be seen.
        await Task.Delay(TimeSpan.FromMilliseconds(500), node.Time, cancellationToken);
        node.Record(pod.Latest, "Normal", "BackOff", $"Back-off pulling image \"{_image}\"", _name);
        node.Record(pod.Latest, "Warning", "Failed", "Error: ImagePullBackOff", _name);
        set(r => r with { State = new ContainerState.Waiting("ImagePullBackOff", $"Back-off pulling image \"{_image}\": ErrImagePull: {problem}") });
    }
}
