using October.Crd.Defaults;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Desired;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>Starts the smoke run that a decision asks for, once there is an address to probe.</summary>
internal static class SmokePlan
{
    /// <summary>One smoke run per step of an attempt.</summary>
    public static string Run(RolloutState state) => $"{state.Revision}/{state.Step}/{state.StepStartedAt.ToUnixTimeSeconds()}";

    /// <summary>Where the decision's probes go; null while there is nothing to probe.</summary>
    public static ProbeAddress? Address(AppObservation observation, AppDecision decision) =>
        decision.Rollout.Smoke == SmokeTarget.Preview ? observation.Probes.Preview : observation.Probes.Stable;

    public static IEnumerable<Step> Of(AppObservation observation, AppDecision decision, DesiredInput input)
    {
        if (decision.Rollout.Smoke is not { } target || Address(observation, decision) is not { } address)
            return [];
        var (track, revision) = target == SmokeTarget.Preview ? (Track.Preview, input.Preview!) : (Track.Stable, input.Stable);
        var probes = revision.App.Rollout.SmokeProbes.ToLookup(probe => target == SmokeTarget.Stable ? Needs(probe, decision.Observed) : null);
        var secret = observation.Secret!;
        var keys = ApiKeys.Of(revision.App, RevisionTemplates.Of(input.App, revision, input.HasNamedKeys).Api);
        return
        [
            new StartSmoke(Run(decision.Rollout.State), track, address, [.. probes[null]], ProbeKey.Of(revision.App, secret, keys))
            {
                BusyTimeout = decision.Observed.Policy.ProgressDeadline,
                Skipped =
                [
                    .. probes.Where(skipped => skipped.Key is not null)
                        .SelectMany(skipped => skipped.Select(probe => new ProbeRecord(probe.Name, false, 0) { Skipped = skipped.Key })),
                ],
            },
        ];
    }

    /// <summary>What the probe needs and the spec has none of, in words; null when it can be run. A preview has one pod of each, whatever the scale.</summary>
    private static string? Needs(ResolvedSmokeProbe probe, Observed observed) => probe switch
    {
        _ when observed.Api is { Exists: true, Desired: 0, WantsNone: true } => "api has 0 replicas",
        ResolvedSmokeProbe.Task when observed.Worker is { Exists: true, Desired: 0, WantsNone: true } => "worker has 0 replicas",
        _ => null,
    };
}
