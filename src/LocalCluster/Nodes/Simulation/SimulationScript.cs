namespace October.LocalCluster.Nodes.Simulation;

/// <summary>What each image does on a simulated node; an image that is not named is ready after a second and runs on.</summary>
/// <param name="Images">Behaviour by <c>image:tag</c>.</param>
public sealed record SimulationScript(IReadOnlyDictionary<string, ImageBehaviour> Images)
{
    /// <summary>Every image behaves.</summary>
    public static SimulationScript Empty { get; } = new(new Dictionary<string, ImageBehaviour>(StringComparer.Ordinal));

    internal ImageBehaviour Of(string image) => Images.GetValueOrDefault(image) ?? new ImageBehaviour();
}
