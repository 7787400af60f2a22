using System.Collections.Immutable;
using k8s;
using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Status;
using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Model;

namespace October.Operator.Reconcile.Steps;

/// <summary>One thing to do for an app: at most one write that counts. Plain data; the executor does it.</summary>
/// <param name="Name">Names it in conditions, logs and the prerequisites of other steps, for example <c>Service shop-api</c>.</param>
internal abstract record Step(string Name)
{
    /// <summary>Names of the steps without which this one must not be done; a name that no step has is of something that is there already.</summary>
    public ImmutableArray<string> Requires { get; init; } = [];

    /// <summary>What it is for is there already, so that a refusal here keeps nothing else from being done.</summary>
    public bool Exists { get; init; }

    /// <summary>The name alone: some steps have secrets.</summary>
    public sealed override string ToString() => Name;
}

/// <summary>Makes sure that the app is still there before something is created for it.</summary>
internal sealed record VerifyOwner() : Step("owner");

/// <summary>Takes over what an earlier app of the name has left.</summary>
internal sealed record AdoptChild(ChildKey Child) : Step($"adoption of {Child}");

/// <summary>Creates the app's Secret.</summary>
internal sealed record CreateSecret(AppIdentity App, Passwords Passwords, string ApiKey) : Step(new ChildKey("Secret", Names.GeneratedSecret(App)).ToString());

/// <summary>Creates the ControllerRevision of the revision that the spec asks for.</summary>
internal sealed record CreateRevision(V1ControllerRevision Revision) : Step(ChildKey.Of(Revision).ToString());

/// <summary>Publishes an event.</summary>
internal sealed record Publish(Transition Event) : Step($"event {Event.Reason}");

/// <summary>Remembers in status what was decided, before it is acted on.</summary>
internal sealed record WriteStatus(V1OctoberAppStatus Status) : Step(WriteStatus.StepName)
{
    public const string StepName = "status";
}

/// <summary>Counts what has ended with this decision.</summary>
internal sealed record CountEnded(RolloutDecision Rollout, RolloutState Before, (bool Succeeded, bool Failed) Backup) : Step("metrics");

/// <summary>Gives the number of pods to a holder before an autoscaler takes it over.</summary>
internal sealed record HoldReplicas(string Deployment, int Replicas) : Step($"replicas of Deployment {Deployment}")
{
    /// <summary>The autoscaler is there, and somebody has scaled to zero what it scales.</summary>
    public bool Reverts { get; init; }
}

/// <summary>Brings one child to what is wanted.</summary>
internal sealed record ApplyChild(IKubernetesObject<V1ObjectMeta> Wanted) : Step(ChildKey.Of(Wanted).ToString())
{
    /// <summary>Hash of the revision that it belongs to; null where it comes from the live parts of the spec.</summary>
    public string? Revision { get; init; }
}

/// <summary>Leaves one child as it is, for nobody can tell what is wanted of it: it is reported like one that the API server refuses.</summary>
/// <param name="Child">The child.</param>
/// <param name="Problem">The field of the spec that cannot be read, and why.</param>
internal sealed record RefuseChild(ChildKey Child, string Problem) : Step(Child.ToString());

/// <summary>Deletes a child that is not wanted any more, or a revision beyond the history limit.</summary>
internal sealed record DeleteChild(ChildKey Child) : Step($"deletion of {Child}");

/// <summary>Starts the smoke probes, unless this run is under way or has ended.</summary>
internal sealed record StartSmoke(string Run, Track Track, ProbeAddress Address, IReadOnlyList<ResolvedSmokeProbe> Probes, string? ApiKey)
    : Step($"smoke probes of {Run}")
{
    /// <summary>For how long a try is repeated that the app's load has spoiled.</summary>
    public TimeSpan BusyTimeout { get; init; }

    /// <summary>Probes that are not run, as what they need is scaled to zero.</summary>
    public IReadOnlyList<ProbeRecord> Skipped { get; init; } = [];
}

/// <summary>Creates a Job, unless it is there.</summary>
internal sealed record CreateJob(V1Job Job, Transition? Event) : Step(ChildKey.Of(Job).ToString());

/// <summary>Ends a Job that is under way: its pods end, and it makes no further ones.</summary>
/// <param name="Job">Its name.</param>
internal sealed record EndJob(string Job) : Step($"end of Job {Job}");

/// <summary>Remembers passwords, and a copy of the key of the api's callers, in the app's Secret.</summary>
internal sealed record WritePasswords(Passwords Passwords, string ApiKey) : Step(WritePasswords.StepName)
{
    public const string StepName = "passwords";
}

/// <summary>Has redis accept exactly these passwords.</summary>
/// <param name="Address">Redis' address; null while its Service has none.</param>
/// <param name="Accepted">What is accepted afterwards.</param>
/// <param name="Known">What may be accepted now.</param>
/// <param name="EndsSessions">Sessions that may have begun with a password that is not accepted any more end.</param>
internal sealed record AcceptPasswords(string? Address, Passwords Known, ImmutableArray<string> Accepted, bool EndsSessions) : Step(RotationPlan.AcceptStep)
{
    /// <summary>Those that redis' certificate may come from, in PEM; null where the connection is not encrypted.</summary>
    public string? Authorities { get; init; }
}
