using October.Crd.Defaults;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Smoke;

/// <summary>What to try and where.</summary>
/// <param name="App">Whose run it is.</param>
/// <param name="Identity">Tells this run from any other: revision, side and start of the step.</param>
/// <param name="BaseAddress">Where the api answers, for example <c>http://10.0.0.7:8000</c>.</param>
/// <param name="Where">The same in words for messages, for example the pod's name.</param>
/// <param name="Probes">In this order; the first failure ends the run.</param>
/// <param name="ApiKey">Sent along when the api asks for one.</param>
internal sealed record SmokeRun(NamespacedName App, string Identity, Uri BaseAddress, string Where, IReadOnlyList<ResolvedSmokeProbe> Probes, string? ApiKey)
{
    /// <summary>Probes that are not run, for the outcome.</summary>
    public IReadOnlyList<ProbeRecord> Skipped { get; init; } = [];

    /// <summary>For how long tries are repeated that find the app too busy; after that they count.</summary>
    public TimeSpan BusyTimeout { get; init; }

    /// <summary>Called at each such try with what the app is busy with, and with null once the probe has ended.</summary>
    public Action<string?> Busy { get; init; } = static _ => { };

    /// <summary>
    /// Called once when a probe has failed: the component whose pods were all replaced while the run was under way; null for none.
    /// </summary>
    public Func<string?> Replaced { get; init; } = static () => null;

    /// <summary>
    /// Called once when a probe has failed: what the pods say of it; null when there is nothing to say.
    /// </summary>
    public Func<CancellationToken, Task<string?>> Evidence { get; init; } = _ => Task.FromResult<string?>(null);
}
