using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Simulation;

/// <summary>What each image does on a simulated node; an image that is not named is ready after a second and runs on.</summary>
/// <param name="Images">Behaviour by <c>image:tag</c>.</param>
public sealed record SimulationScript(IReadOnlyDictionary<string, ImageBehaviour> Images)
{
    /// <summary>Every image behaves.</summary>
    public static SimulationScript Empty { get; } = new(new Dictionary<string, ImageBehaviour>(StringComparer.Ordinal));

    /// <summary>Decides by the container's entry in the pod where the image alone does not; null leaves it to the image.</summary>
    public Func<JsonObject, ImageBehaviour?>? OfContainer { get; init; }

    /// <summary>Time from the end of a pod's last container until the pod has ended.</summary>
    public TimeSpan TearDown { get; init; }

    internal ImageBehaviour Of(JsonObject container) => OfContainer?.Invoke(container) ?? OfImage(container.StringAt("image") ?? "");

    internal ImageBehaviour OfImage(string image) => Images.GetValueOrDefault(image) ?? new ImageBehaviour();
}
