using October.LocalCluster.Node.Environment;

namespace October.LocalCluster.Node.Processes;

/// <summary>What a <see cref="ProcessRuntime"/> is made with.</summary>
/// <param name="Images">The local program of each image.</param>
/// <param name="HostAddress">The node's address.</param>
/// <param name="Server">Where the API server listens; null when it does not.</param>
/// <param name="Seed">Where the search for free pod addresses begins.</param>
internal sealed record ProcessRuntimeOptions(ImageMap Images, string HostAddress, Uri? Server, int Seed);
