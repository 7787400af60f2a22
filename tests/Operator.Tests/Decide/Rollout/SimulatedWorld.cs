using System.Text;
using October.Crd.Defaults;
using October.Crd.Spec;
using October.Crd.Status;
using October.Operator.Decide.Backups;
using October.Operator.Decide.Commands;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Status;

namespace October.Operator.Decide.Rollout;

/// <summary>
/// A small model of a cluster around the machine: Deployments that take a while, probes that end, and a status that every state has to
/// survive being written to and read back from. Writes a readable log.
/// </summary>
internal sealed class SimulatedWorld(IReadOnlyDictionary<string, Behaviour> initially)
{
    private readonly Dictionary<string, Behaviour> _revisions = new(initially);
    private const string App = "shop";
    private readonly StringBuilder _log = new();
    private readonly HashSet<string> _known = [];
    private string? _stable;
    private string? _preview;
    private int _stableProgress;
    private int _previewProgress;
    private (string Identity, bool Ended)? _smoke;
    private (string Attempt, bool? Succeeded)? _backup;
    private string? _stopped;
    private string _lastLine = "";

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public V1OctoberAppStatus? Status { get; private set; }

    public RolloutDecision? Decision { get; private set; }

    public string Target { get; private set; } = "";

    public long Generation { get; private set; }

    /// <summary>Every status that was ever written, with the generation that the spec had then.</summary>
    public List<(long Generation, V1OctoberAppStatus Status)> Statuses { get; } = [];

    public bool Suspended { get; set; }

    public bool PreviewOn { get; init; } = true;

    public TimeSpan BakeTime { get; init; }

    public RollbackPolicy Rollback { get; set; }

    /// <summary>A backup is asked for before anything new starts.</summary>
    public bool BackUpFirst { get; set; }

    /// <summary>How backups end.</summary>
    public bool BackupsSucceed { get; set; } = true;

    /// <summary>What rollbacks cannot put back.</summary>
    public string? Unreverted { get; set; }

    public CommandTokens Commands { get; private set; } = CommandTokens.None;

    public HashSet<string> SmokedAsPreview { get; } = [];

    public RolloutState State => StatusReader.Read(App, Status);

    public string Log => _log.ToString();

    public void Apply(string target)
    {
        Target = target;
        Generation++;
        _log.AppendLine($"-- spec is {target} ({_revisions[target]})");
    }

    /// <summary>A revision behaves otherwise from now on.</summary>
    public void Break(string revision, Behaviour behaviour)
    {
        _revisions[revision] = behaviour;
        _log.AppendLine($"-- {revision} is {behaviour} now");
    }

    /// <summary>The pods of a revision that was up are not ready any more.</summary>
    public void Stop(string revision)
    {
        _stopped = revision;
        _log.AppendLine($"-- the pods of {revision} are not ready any more");
    }

    /// <summary>Sets one-shot annotations.</summary>
    public void Annotate(CommandTokens commands)
    {
        Commands = commands;
        _log.AppendLine($"-- annotated: {Text(commands)}");
    }

    private static string Text(CommandTokens commands) =>
        string.Join(
            ", ",
            Enum.GetValues<CommandKind>().Where(kind => commands.Of(kind) is not null).Select(kind => $"{CommandTokens.Annotation(kind)}={commands.Of(kind)}"));

    public void Say(string text) => _log.AppendLine($"-- {text}");

    public RolloutDecision Reconcile()
    {
        _known.Add(Target);
        var state = State;
        var observed = Observe(state);
        var decision = RolloutMachine.Decide(state, observed);
        Decision = decision;
        Status = StatusWriter.Write(new StatusInput
        {
            AppName = App,
            Namespace = "default",
            Decision = decision,
            Observed = observed,
            Serving = Resolved,
            Previous = Status,
        });
        Statuses.Add((Generation, Status));
        if (decision.Stable != _stable)
            (_stable, _stableProgress) = (decision.Stable, 0);
        if (decision.Preview != _preview)
            (_preview, _previewProgress) = (decision.Preview, 0);
        _backup = !decision.BackUp ? null : _backup?.Attempt == Attempt(decision.State) ? _backup : (Attempt(decision.State), null);
        _smoke = decision.Smoke is null ? null : _smoke?.Identity == Identity(decision.State) ? _smoke : (Identity(decision.State), false);
        Write(decision);
        return decision;
    }

    /// <summary>The Deployment controller does some work.</summary>
    public void Progress()
    {
        _stableProgress++;
        _previewProgress++;
    }

    public void EndSmoke()
    {
        if (_smoke is not null)
            _smoke = _smoke.Value with { Ended = true };
    }

    public void EndBackup()
    {
        if (_backup is not null)
            _backup = _backup.Value with { Succeeded = BackupsSucceed };
    }

    public void Advance(TimeSpan time) => Now += time;

    /// <summary>Reconciles with everything moving until nothing changes any more.</summary>
    public void Settle(int limit = 60)
    {
        for (var i = 0; i < limit; i++)
        {
            Reconcile();
            if (State.Step == RolloutStep.Idle && i > 0)
                return;
            Progress();
            EndSmoke();
            EndBackup();
            Advance(TimeSpan.FromSeconds(Decision?.RequeueAt is { } wake && i > 8 ? Math.Max(1, (wake - Now).TotalSeconds) : 1));
        }

        throw new InvalidOperationException("does not settle:\n" + Log);
    }

    /// <summary>Settles, and waits for every retry that is due by itself.</summary>
    public void SettleForGood()
    {
        Settle(200);
        for (var i = 0; State.Failed is { IsRetried: true, RetryAt: { } at } && at > Now && i < 20; i++)
        {
            Advance(at - Now);
            Settle(200);
        }
    }

    private static ResolvedApp Resolved => SpecDefaults.Resolve(new V1OctoberAppSpec());

    private static string Identity(RolloutState state) => $"{state.Revision}/{state.Step}/{state.StepStartedAt.ToUnixTimeSeconds()}";

    private static string Attempt(RolloutState state) => $"{state.Revision}/{state.StartedAt.ToUnixTimeSeconds()}";

    private Observed Observe(RolloutState state) => new()
    {
        Now = Now,
        Generation = Generation,
        Target = Target,
        KnownRevisions = _known,
        Api = Health(_stable, _stableProgress),
        Worker = Health(_stable, _stableProgress),
        Redis = Health(_stable is null ? null : "", 9),
        PreviewApi = Health(_preview, _previewProgress),
        PreviewWorker = Health(_preview, _previewProgress),
        Smoke = Outcome(state),
        Policy = new RolloutPolicy(PreviewOn, TimeSpan.FromMinutes(5), BakeTime)
        {
            BackUpFirst = BackUpFirst,
            Rollback = Rollback,
            Retry = new RetryPolicy(2, TimeSpan.FromSeconds(30)),
        },
        FirstBackup =
            state.Step == RolloutStep.Backup ? new FirstBackup("shop-backup-1", _backup?.Attempt == Attempt(state) ? _backup?.Succeeded : null) : null,
        Unreverted = state.Cause is null ? null : Unreverted,
        Commands = Commands,
        Suspended = Suspended,
    };

    private SmokeOutcome Outcome(RolloutState state)
    {
        if (_smoke is not { Ended: true } run || run.Identity != Identity(state))
            return new SmokeOutcome.Running();
        var subject = state.Step == RolloutStep.Smoke ? _preview! : _stable!;
        var behaviour = _revisions[subject];
        var failed = behaviour == Behaviour.BadSmoke || (behaviour == Behaviour.BadOnlyInService && state.Step != RolloutStep.Smoke);
        if (state.Step == RolloutStep.Smoke && !failed)
            SmokedAsPreview.Add(subject);
        return failed
            ? new SmokeOutcome.Failed(new Failure(Reasons.SmokeProbeFailed, "smoke probe 'add' failed: expected 5, got 6", "add"))
            {
                Probes = [new("healthz", true, 3), new("add", false, 21)],
            }
            : new SmokeOutcome.Passed { Probes = [new("healthz", true, 3), new("add", true, 20)] };
    }

    private ComponentHealth Health(string? revision, int progress)
    {
        if (revision is null)
            return ComponentHealth.Absent;
        var behaviour = revision.Length == 0 ? Behaviour.Healthy : _revisions[revision];
        var up = behaviour is Behaviour.Healthy or Behaviour.BadSmoke or Behaviour.BadOnlyInService;
        var done = up && progress >= 2;
        return new ComponentHealth
        {
            Exists = true,
            Revision = revision.Length == 0 ? null : revision,
            Image = "app:" + revision,
            Observed = progress > 0,
            Desired = 1,
            Total = done ? 1 : 2,
            Updated = progress > 0 ? 1 : 0,
            // maxUnavailable 0: what served goes on serving until the new pods are up.
            Ready = revision == _stopped ? 0 : 1,
            Available = revision == _stopped || (revision == _preview && !done) ? 0 : 1,
            Fatal = progress < 2 ? null : behaviour switch
            {
                Behaviour.CrashLoop => new Failure(Reasons.CrashLoop, "pod x, container api: CrashLoopBackOff"),
                Behaviour.NoRoom => new Failure(Reasons.Unschedulable, "pod x cannot be scheduled: 0/1 nodes are available"),
                Behaviour.ImagePull => new Failure(Reasons.ImagePullFailed, "pod x, container api: ImagePullBackOff"),
                _ => null,
            },
        };
    }

    private void Write(RolloutDecision decision)
    {
        var conditions = string.Join(' ', Status!.Conditions!.Select(condition => $"{condition.Type}={condition.Status}/{condition.Reason}"));
        var line = $"{decision.State.Step,-14} stable={decision.Stable} preview={decision.Preview ?? "-"} phase={Status.Phase} {conditions}";
        if (line != _lastLine)
            _log.AppendLine($"{(Now - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds,4:0}s {line}");
        _lastLine = line;
        foreach (var transition in decision.Transitions)
            _log.AppendLine($"      {(transition.Warning ? "Warning" : "Normal")} {transition.Reason}: {transition.Message}");
    }
}
