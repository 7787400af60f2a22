using System.Collections.Immutable;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;
using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Crd.Spec;
using October.Crd.Spec.Network;
using October.Crd.Spec.Pods;
using October.Crd.Status;
using October.Operator.Decide.Backups;
using October.Operator.Decide.Certificates;
using October.Operator.Decide.Commands;
using October.Operator.Decide.Restore;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile;

public sealed class PlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_app_gets_its_Secret_and_its_revision_then_status_and_only_then_its_children()
    {
        var plan = Plan(Observe(Spec()) with { SecretExists = false });
        var names = plan.Steps.Select(step => step.Name).ToList();
        Assert.Equal("owner", names[0]);
        Assert.Equal("Secret shop-secret", names[1]);
        Assert.StartsWith("ControllerRevision shop-", names[2], StringComparison.Ordinal);
        var status = names.IndexOf(WriteStatus.StepName);
        Assert.All(plan.Steps.Take(status), step => Assert.False(step is ApplyChild));
        Assert.All(plan.Steps.OfType<ApplyChild>(), step => Assert.Contains(WriteStatus.StepName, step.Requires));
    }

    [Fact]
    public void Pods_require_what_they_mount_and_nothing_requires_what_pods_can_do_without()
    {
        var spec = Spec();
        spec.Backup = new BackupSpec { Schedule = "0 3 * * *" };
        var plan = Plan(Observe(spec) with { SecretExists = false });
        var steps = plan.Steps.OfType<ApplyChild>().ToDictionary(step => step.Name);
        var revision = plan.Steps.OfType<CreateRevision>().Single().Name;
        Assert.Contains("PersistentVolumeClaim shop-redis-data", steps["Deployment shop-redis"].Requires);
        Assert.Contains("Secret shop-redis-auth", steps["Deployment shop-redis"].Requires);
        Assert.Contains("ServiceAccount shop-api", steps["Deployment shop-api"].Requires);
        Assert.Contains("Secret shop-secret", steps["Deployment shop-api"].Requires);
        Assert.Contains(steps["Deployment shop-api"].Requires, name => name.StartsWith("ConfigMap shop-config-", StringComparison.Ordinal));
        Assert.Contains(revision, steps["Deployment shop-api"].Requires);
        // The file with redis' password must not have a password that was not kept.
        Assert.Contains("Secret shop-secret", steps["Secret shop-redis-auth"].Requires);
        string[] optional = ["CronJob", "Ingress", "HorizontalPodAutoscaler", "PodDisruptionBudget", "ServiceMonitor", "PrometheusRule", "NetworkPolicy"];
        Assert.All(plan.Steps.SelectMany(step => step.Requires), name => Assert.DoesNotContain(name.Split(' ')[0], optional));
    }

    [Fact]
    public void A_template_that_makes_no_pod_blocks_with_the_fields_name()
    {
        var spec = Spec();
        spec.Api.PodTemplate = new PodTemplateSpec { Spec = (JsonObject)JsonNode.Parse("""{"nodeSelector":"ssd"}""")! };
        var plan = Plan(Observe(spec));
        Assert.Equal(Reasons.InvalidSpec, plan.Blocked?.Reason);
        Assert.Contains("spec.api.podTemplate.spec.nodeSelector", plan.Blocked?.Message, StringComparison.Ordinal);
        Assert.Empty(plan.Steps.OfType<ApplyChild>());
        Assert.Equal(Phases.Failed, plan.Steps.OfType<WriteStatus>().Single().Status.Phase);
    }

    [Fact]
    public void Without_the_Secret_that_the_user_names_only_status_is_written()
    {
        var spec = Spec();
        spec.SecretName = "mine";
        var plan = Plan(Observe(spec) with { Secret = null });
        Assert.IsType<WriteStatus>(Assert.Single(plan.Steps));
        Assert.Equal(Reasons.DependencyNotReady, plan.Blocked?.Reason);
        Assert.NotNull(plan.RequeueAfter);
    }

    [Fact]
    public void While_suspended_nothing_is_applied()
    {
        var spec = Spec();
        spec.Suspend = true;
        var observation = Observe(spec);
        var plan = Plan(observation with { Rollout = observation.Rollout with { Suspended = true } });
        Assert.All(plan.Steps, step => Assert.True(step is VerifyOwner or CreateRevision or Publish or WriteStatus or CountEnded));
    }

    /// <summary>A spec may be changed again and again while nothing is acted on.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Revisions_beyond_the_limit_are_deleted_also_while_suspended_or_blocked(bool isSuspended)
    {
        var spec = Spec();
        spec.Suspend = isSuspended;
        spec.RevisionHistoryLimit = 2;
        if (!isSuspended)
            spec.Api.PodTemplate = new PodTemplateSpec { Spec = (JsonObject)JsonNode.Parse("""{"nodeSelector":"ssd"}""")! };
        var observation = Observe(spec);
        var target = observation.Rollout.Target;
        var stored = Enumerable.Range(1, 5).Select(number => new StoredRevision($"r{number}", number, null, 10, new Lazy<JsonObject?>(() => null)));
        var plan = Plan(observation with
        {
            Rollout = observation.Rollout with { Suspended = isSuspended },
            Revisions = new RevisionSet(spec, target, stored),
        });
        var (deletions, steps) = (plan.Steps.OfType<DeleteChild>().Where(step => step.Child.Kind == "ControllerRevision").ToList(), plan.Steps.ToList());
        Assert.Equal(["r4", "r3", "r2", "r1"], deletions.Select(step => step.Child.Name.Split('-')[^1]));
        Assert.True(steps.IndexOf(deletions[^1]) < steps.FindIndex(step => step is CreateRevision));
    }

    /// <summary>Deployments may be refused with every change of the spec.</summary>
    [Theory]
    [InlineData(10, 0)]
    [InlineData(12, 11)]
    public void Configs_that_nothing_names_do_not_become_ever_more(int configs, int deleted)
    {
        var keys = Enumerable.Range(1, configs).Select(number => new ChildKey("ConfigMap", $"shop-config-{number}")).ToList();
        var plan = Plan(Observe(Spec()) with
        {
            Children = new ChildInventory(new HashSet<ChildKey>(keys), keys, new Dictionary<string, int>())
            {
                ConfigsInUse = configs > 10 ? new HashSet<ChildKey> { keys[0] } : new HashSet<ChildKey>(),
            },
        });
        var workloads = plan.Steps.OfType<ApplyChild>().Where(step => step.Wanted is V1Deployment).Select(step => step.Name).ToHashSet();
        Assert.Equal(configs, plan.Steps.OfType<DeleteChild>().Count());
        Assert.Equal(deleted, plan.Steps.OfType<DeleteChild>().Count(step => !step.Requires.Any(workloads.Contains)));
    }

    /// <summary>An attempt that is frozen keeps its preview, whatever its spec has become.</summary>
    [Fact]
    public void What_waits_for_a_person_is_not_looked_at_all_the_time()
    {
        var observation = Observe(Spec());
        var target = observation.Rollout.Target;
        var failed = new FailedAttempt(1, target, new Failure(Reasons.InvalidSpec, "no field"), Now, FailedOutcome.Frozen);
        var plan = Plan(observation with
        {
            State = new RolloutState { LastAttempted = target, Failed = failed },
            Rollout = observation.Rollout with { Invalid = new Failure(Reasons.InvalidSpec, "no field") },
        });
        Assert.True(plan.RequeueAfter is null || plan.RequeueAfter >= TimeSpan.FromSeconds(1), $"{plan.RequeueAfter}");
    }

    [Theory]
    [InlineData(1, 1, "healthz,ready,add", "")]
    [InlineData(1, 0, "healthz,ready", "add: worker has 0 replicas")]
    [InlineData(0, 1, "", "healthz: api has 0 replicas,ready: api has 0 replicas,add: api has 0 replicas")]
    [InlineData(0, 0, "", "healthz: api has 0 replicas,ready: api has 0 replicas,add: api has 0 replicas")]
    public void Probes_of_what_is_scaled_to_zero_are_skipped_with_the_reason(int api, int worker, string run, string skipped)
    {
        var observation = Observe(Spec());
        var target = observation.Rollout.Target;
        var verifying = observation with
        {
            State = new RolloutState { Step = RolloutStep.Verify, Revision = target, StartedAt = Now, StepStartedAt = Now, LastAttempted = target },
            Rollout = observation.Rollout with { Api = Running(target, api), Worker = Running(target, worker), Redis = Running(null, 1) },
            Probes = new ProbeAddresses(null, new ProbeAddress(new Uri("http://10.0.0.1:8000"), "service shop-api")),
        };
        var start = Assert.Single(Plan(verifying).Steps.OfType<StartSmoke>());
        Assert.Equal(run, string.Join(',', start.Probes.Select(probe => probe.Name)));
        Assert.Equal(skipped, string.Join(',', start.Skipped.Select(probe => $"{probe.Name}: {probe.Skipped}")));
    }

    [Fact]
    public void A_child_belongs_to_the_revision_that_it_comes_from_and_live_ones_to_none()
    {
        var spec = Spec();
        spec.Ingress = new IngressSpec { Host = "shop.example.com" };
        spec.Backup = new BackupSpec { Schedule = "0 3 * * *" };
        var plan = Plan(Observe(spec));
        var target = RevisionHash.Of(spec, null);
        var revisioned = plan.Steps.OfType<ApplyChild>().Where(step => step.Revision is not null).ToList();
        Assert.All(revisioned, step => Assert.Equal(target, step.Revision));
        Assert.Equal(
            ["ConfigMap", "Deployment", "Deployment", "Deployment"],
            revisioned.Select(step => step.Name.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_step_prints_a_secret()
    {
        var plan = Plan(Observe(Spec()) with { SecretExists = false });
        Assert.All(plan.Steps, step => Assert.DoesNotContain("hidden", step.ToString(), StringComparison.Ordinal));
    }

    private static ReconcilePlan Plan(AppObservation observation) => Planner.Plan(observation, AppDecider.Decide(observation));

    private static ComponentHealth Running(string? revision, int replicas) => new()
    {
        Exists = true,
        Observed = true,
        Revision = revision,
        Desired = replicas,
        WantsNone = replicas == 0,
        Total = replicas,
        Updated = replicas,
        Ready = replicas,
        Available = replicas,
    };

    private static V1OctoberAppSpec Spec() => new() { Api = new ApiSpec { Image = "api:v1" }, Worker = new WorkerSpec { Image = "worker:v1" } };

    [Theory]
    [InlineData(true, 3, true)]
    [InlineData(true, 30, false)]
    [InlineData(false, 3, true)]
    public void A_certificate_that_is_not_renewed_because_nothing_is_acted_on_is_warned_of(bool isSuspended, int days, bool isWarned)
    {
        var spec = Spec();
        var observation = Observe(spec);
        var certificate = new RedisCertificate(null, "digest", "ca", Now.AddDays(days));
        observation = observation with
        {
            Rollout = observation.Rollout with { Suspended = isSuspended },
            Certificates = new ObservedCertificates
            {
                ByName = ImmutableDictionary<string, RedisCertificate>.Empty.Add("shop-redis-certificate", certificate),
                Step = RenewalStep.Announce,
            },
            Revisions = isSuspended ? observation.Revisions : new RevisionSet(spec, null, []),
        };
        var plan = Plan(observation);
        Assert.Equal(isWarned, plan.Steps.OfType<Publish>().Any(publish => publish.Event.Reason == "CertificateExpires"));
        Assert.Equal(isWarned ? null : TimeSpan.FromDays(1), plan.RequeueAfter);
    }

    private static AppObservation Observe(V1OctoberAppSpec spec)
    {
        var entity = new V1OctoberApp { Metadata = new V1ObjectMeta { Name = "shop", NamespaceProperty = "default", Uid = "u", Generation = 1 }, Spec = spec };
        var context = new ReconcileContext(entity, SpecDefaults.Resolve(spec), new ClusterFacts(), Now, "hidden", "hidden", "hidden");
        var target = RevisionHash.Of(spec, null);
        var observed = new Observed
        {
            Now = Now,
            Generation = 1,
            Target = target,
            KnownRevisions = new HashSet<string> { target },
            Api = ComponentHealth.Absent,
            Worker = ComponentHealth.Absent,
            Redis = ComponentHealth.Absent,
            PreviewApi = ComponentHealth.Absent,
            PreviewWorker = ComponentHealth.Absent,
            Smoke = new SmokeOutcome.Running(),
            Policy = new RolloutPolicy(true, TimeSpan.FromMinutes(5), TimeSpan.Zero),
            Commands = CommandTokens.None,
        };
        return new AppObservation
        {
            Context = context,
            State = new RolloutState(),
            Rollout = observed,
            Restore = new RestoreObservation
            {
                Now = Now,
                Wanted = (0, 0),
                AreWritersGone = true,
                IsRedisGone = true,
                AreWritersUp = false,
                IsRedisUp = false,
                Deadline = TimeSpan.FromMinutes(5),
                StopDeadline = TimeSpan.FromMinutes(5),
            },
            Secret = new AppSecret(new Passwords("hidden"), null, null),
            Revisions = new RevisionSet(spec, target, []),
            Children = new ChildInventory(new HashSet<ChildKey>(), [], new Dictionary<string, int>()),
            Probes = new ProbeAddresses(null, null),
            BackupBefore = BackupHealth.None,
        };
    }
}
