namespace October.EndToEnd.Running;

/// <summary>The real kubectl, for one cluster.</summary>
/// <param name="kubeconfig">The file of the cluster.</param>
/// <param name="home">Where it keeps what it has discovered; null for a folder for all tests.</param>
internal sealed class Kubectl(string kubeconfig, string? home = null)
{
    public Task<Command> RunAsync(params string[] arguments) => RunAsync(arguments, null);

    public Task<Command> RunAsync(string[] arguments, string? input) => Command.RunAsync(
        "kubectl",
        arguments,
        new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig, ["HOME"] = home ?? Path.GetTempPath(), ["COLUMNS"] = "200" },
        input,
        TimeSpan.FromMinutes(4));

    public async Task<string> OutputAsync(params string[] arguments) => (await RunAsync(arguments)).Succeeds().Output;
}
