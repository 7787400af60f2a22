using System.Text.Json.Nodes;
using October.Crd.Defaults;
using October.Crd.Spec;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Status;
using October.Runtime.Api;

namespace October.Operator.Decide.Rollout;

/// <summary>
/// Deployments with many pods that become ready one at a time, in virtual time. The controllers do what they can at once (surge 1, none unavailable); how
/// long a pod takes is the test's affair. Status is written and read back, at most every two seconds where only progress is new, as the operator does.
/// </summary>
internal sealed class SlowCluster(int replicas, TimeSpan progressDeadline)
{
    private readonly Dictionary<string, Workload> _workloads = new()
    {
        ["api"] = new Workload(replicas),
        ["worker"] = new Workload(replicas),
        ["preview-api"] = new Workload(1),
        ["preview-worker"] = new Workload(1),
    };

    private readonly HashSet<string> _known = [];
    private DateTimeOffset _written;
    private bool _isDeferred;
    private RolloutDecision? _decision;

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public V1OctoberAppStatus? Status { get; private set; }

    public string Target { get; set; } = "v1";

    /// <summary>Revisions whose probes fail behind the Service.</summary>
    public HashSet<string> Bad { get; } = [];

    public TimeSpan? AttemptDeadline { get; init; }

    public RolloutState State => StatusReader.Read("shop", Status);

    public bool IsSettled => State.Step == RolloutStep.Idle && State.LastAttempted == Target;

    public List<string> Events { get; } = [];

    /// <summary>Everything that needs no time.</summary>
    public void Reconcile()
    {
        for (var before = (RolloutState?)null; before != State || _workloads.Values.Any(workload => workload.Settle());)
        {
            before = State;
            Decide();
        }
    }

    public void Advance(TimeSpan time)
    {
        var until = Now + time;
        // What was not written is looked at again when it may be.
        if (_isDeferred && _written + Progress.Interval < until)
        {
            Now = _written + Progress.Interval;
            Reconcile();
        }

        Now = until;
    }

    /// <summary>One pod becomes ready, of those that are waited for; the choice says which.</summary>
    public void MakeReady(int choice)
    {
        var waiting = _workloads.Values.Where(workload => workload.IsWaiting).ToList();
        if (waiting.Count > 0)
            waiting[choice % waiting.Count].MakeReady();
    }

    /// <summary>Ready pods that the step waits for are lost with their node; others are created at once.</summary>
    public void Lose(int pods)
    {
        string[] names = State.Step switch
        {
            RolloutStep.Preview => ["preview-api", "preview-worker"],
            RolloutStep.Roll => ["api", "worker"],
            _ => [],
        };
        foreach (var name in names)
            _workloads[name].Lose(pods, Now);
    }

    /// <summary>A pod that was ready is not, or is again.</summary>
    public void Flap() => _workloads["api"].Flap();

    private void Decide()
    {
        _known.Add(Target);
        var state = State;
        var observed = Observe(state);
        var decision = RolloutMachine.Decide(state, observed);
        var wanted = StatusWriter.Write(new StatusInput
        {
            AppName = "shop",
            Namespace = "default",
            Decision = decision,
            Observed = observed,
            Serving = SpecDefaults.Resolve(new V1OctoberAppSpec()),
            Previous = Status,
        });
        Events.AddRange(decision.Transitions.Select(transition => transition.Reason));
        if (Status is null || Now - _written >= Progress.Interval || !Progress.IsAll(Node(Status), Node(wanted)))
            (Status, _written, _isDeferred) = (wanted, Now, false);
        else
            _isDeferred |= !JsonNode.DeepEquals(Node(Status), Node(wanted));
        _decision = decision;
        _workloads["api"].Run(decision.Stable);
        _workloads["worker"].Run(decision.Stable);
        _workloads["preview-api"].Run(decision.Preview);
        _workloads["preview-worker"].Run(decision.Preview);
    }

    private Observed Observe(RolloutState state) => new()
    {
        Now = Now,
        Generation = 1,
        Target = Target,
        KnownRevisions = _known,
        Api = _workloads["api"].Health,
        Worker = _workloads["worker"].Health,
        Redis = ComponentHealth.Elsewhere,
        PreviewApi = _workloads["preview-api"].Health,
        PreviewWorker = _workloads["preview-worker"].Health,
        Smoke = _decision?.Smoke is null ? new SmokeOutcome.Running()
            : Bad.Contains(_decision.Stable) && state.Step != RolloutStep.Smoke
                ? new SmokeOutcome.Failed(new Failure(Reasons.SmokeProbeFailed, "smoke probe 'add' failed: expected 5, got 6", "add"))
                : new SmokeOutcome.Passed(),
        Policy = new RolloutPolicy(true, progressDeadline, TimeSpan.Zero) { AttemptDeadline = AttemptDeadline },
    };

    private static JsonNode Node(V1OctoberAppStatus status) => KubeJson.Node(status);

    /// <summary>One Deployment.</summary>
    private sealed class Workload(int replicas)
    {
        private string? _revision;
        private int _old;
        private int _updated;
        private int _ready;
        private bool _flapped;
        private DateTimeOffset? _replacedAt;

        public bool IsWaiting => _revision is not null && _ready < _updated;

        public ComponentHealth Health => _revision is null ? ComponentHealth.Absent : new ComponentHealth
        {
            Exists = true,
            Observed = true,
            Revision = _revision,
            Image = "app:" + _revision,
            Desired = replicas,
            Total = _old + _updated,
            Updated = _updated,
            ReadyUpdated = _ready - (_flapped ? 1 : 0),
            Ready = _old + _ready - (_flapped ? 1 : 0),
            Available = _old + _ready - (_flapped ? 1 : 0),
            NewestUnreadyPodAt = IsWaiting ? _replacedAt : null,
        };

        public void Run(string? revision)
        {
            if (revision == _revision)
                return;
            (_old, _updated, _ready, _flapped) = revision is null ? (0, 0, 0, false) : (_old + _ready, 0, 0, false);
            _revision = revision;
        }

        /// <summary>What the controllers do at once; false when there is nothing to do.</summary>
        public bool Settle()
        {
            var before = (_old, _updated);
            while (_revision is not null && _old > 0 && _old + _ready > replicas)
                _old--;
            while (_revision is not null && _updated < replicas && _old + _updated < replicas + 1)
                _updated++;
            return before != (_old, _updated);
        }

        public void MakeReady() => _ready++;

        public void Lose(int pods, DateTimeOffset now)
        {
            _replacedAt = Math.Min(pods, _ready) > 0 ? now : _replacedAt;
            _ready -= Math.Min(pods, _ready);
        }

        public void Flap() => _flapped = !_flapped && _ready > 0;
    }
}
