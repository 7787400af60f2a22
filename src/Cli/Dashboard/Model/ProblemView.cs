namespace October.Cli.Dashboard.Model;

/// <summary>Something that cannot be read from the API server.</summary>
/// <param name="What">OctoberApps, pods, or the API server as a whole.</param>
/// <param name="Error">In the words of the server, or of the network.</param>
/// <param name="Since">When it first could not be read.</param>
internal sealed record ProblemView(string What, string Error, DateTime Since);
