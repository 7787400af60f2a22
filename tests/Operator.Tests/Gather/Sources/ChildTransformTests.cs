using System.Text;
using k8s;
using k8s.Models;
using Moq;
using October.Operator.Desired.Model;
using October.Operator.Execute.Children;
using October.Runtime.Api;
using October.Runtime.Apply;
using October.Runtime.Informers;
using October.Runtime.Metrics;

namespace October.Operator.Gather.Sources;

/// <summary>Anybody who may create an object may give it the operator's label, and there is memory for what decisions read only.</summary>
public sealed class ChildTransformTests
{
    private static readonly AppIdentity App = new("default", "shop", "u");

    /// <summary>The kinds that are watched by label.</summary>
    public static TheoryData<Type> Kinds =>
        [.. typeof(Stores).GetProperties().Select(store => store.PropertyType.GetGenericArguments()[0]).Where(kind => kind != typeof(V1Pod))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_an_object_that_is_no_apps_there_is_an_outline(Type kind)
    {
        var entity = Large(kind, owner: null);
        ChildTransform.Keep(entity);
        Assert.InRange(KubeJson.Write(entity).Length, 1, 2000);
        Assert.True(Ownership.IsLeftOver(entity.Metadata, App));
        var once = KubeJson.Write(entity);
        ChildTransform.Keep(entity);
        Assert.Equal(once, KubeJson.Write(entity));
    }

    /// <summary>An owner reference is not enough: anybody may write one.</summary>
    [Theory]
    [InlineData(typeof(V1ConfigMap), 2000)]
    [InlineData(typeof(V1Job), 2000)]
    [InlineData(typeof(V1Secret), 2000)]
    public void What_no_decision_reads_is_not_kept_whoever_owns_it(Type kind, int most)
    {
        var entity = Large(kind, Meta.Owner(App));
        ChildTransform.Keep(entity);
        Assert.InRange(KubeJson.Write(entity).Length, 1, most);
        Assert.True(Ownership.IsOwned(entity.Metadata, App));
    }

    [Fact]
    public void Of_a_Job_is_kept_what_tells_which_of_its_pods_are_gone()
    {
        var job = new V1Job
        {
            Metadata = Meta.Of(App, "shop-restore-1"),
            Spec = new V1JobSpec { Parallelism = 1, Template = Template("x") },
            Status = new V1JobStatus
            {
                Active = 1, Terminating = 2, Succeeded = 3, UncountedTerminatedPods = new V1UncountedTerminatedPods { Failed = ["a"], Succeeded = ["b"] },
            },
        };
        ChildTransform.Keep(job);
        Assert.Equal(
            (1, 1, 2, 3, "a", "b"),
            (job.Spec.Parallelism, job.Status.Active, job.Status.Terminating, job.Status.Succeeded, job.Status.UncountedTerminatedPods.Failed[0],
                job.Status.UncountedTerminatedPods.Succeeded[0]));
        Assert.Null(job.Spec.Template);
    }

    [Fact]
    public void A_pod_is_kept_in_outline_whoever_made_it()
    {
        var pod = Large(typeof(V1Pod), owner: null);
        PodTransform.Keep(pod);
        Assert.InRange(KubeJson.Write(pod).Length, 1, 2000);
    }

    [Fact]
    public void Passwords_and_keys_are_kept_beside_what_somebody_has_put_there()
    {
        var secret = (V1Secret)Large(typeof(V1Secret), Meta.Owner(App));
        secret.Data["API_KEY"] = Encoding.UTF8.GetBytes("key");
        ChildTransform.Keep(secret);
        Assert.Equal("key", Encoding.UTF8.GetString(Assert.Single(secret.Data).Value));
    }

    [Fact]
    public void Of_a_Deployment_that_an_earlier_app_has_left_it_is_known_what_it_runs()
    {
        var deployment = new V1Deployment
        {
            Metadata = Meta.Of(App, "shop-api"),
            Spec = new V1DeploymentSpec
            {
                Replicas = 3,
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta
                    {
                        Labels = new Dictionary<string, string> { [Labels.Revision] = "abc" },
                        Annotations = new Dictionary<string, string> { [Labels.PasswordVersion] = "2" },
                    },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "api", Image = "api:v1", Args = ["x"] }] },
                },
            },
        };
        deployment.Metadata.OwnerReferences = null;
        ChildTransform.Keep(deployment);
        var template = deployment.Spec.Template;
        Assert.Equal(
            (3, "abc", "api:v1", 2),
            (deployment.Spec.Replicas,
                template.Metadata.Labels[Labels.Revision],
                template.Spec.Containers[0].Image,
                PodTemplates.PasswordVersionOf(template.Metadata)));
        Assert.Null(template.Spec.Containers[0].Args);
    }

    [Theory]
    [InlineData("1", "b", false)]
    [InlineData("2", "b", true)]
    [InlineData("1", "c", true)]
    public async Task A_ConfigMap_that_has_something_else_is_found_by_its_digest(string value, string key, bool isSent)
    {
        var api = new Mock<IKubeApi>();
        api.Setup(one => one.ApplyAsync<V1ConfigMap>(It.IsAny<System.Text.Json.Nodes.JsonObject>(), It.IsAny<string>(), null, CancellationToken.None, true))
            .ReturnsAsync((System.Text.Json.Nodes.JsonObject body, string _, string? _, CancellationToken _, bool _) => KubeJson.Read<V1ConfigMap>(body));
        // As an earlier process of the operator has applied it.
        var before = new Store<V1ConfigMap>();
        await Applier(api).ApplyAsync(Config("a", "1"), before, force: true, CancellationToken.None);
        var live = before.All().Single();
        (live.Metadata.Uid, live.Metadata.ResourceVersion, live.Data[key == "c" ? "c" : "a"]) = ("1", "7", value);
        var store = new Store<V1ConfigMap>(null, ChildTransform.Keep);
        store.Upsert(live, out _);
        api.Invocations.Clear();
        await Applier(api).ApplyAsync(Config("a", "1"), store, force: true, CancellationToken.None);
        Assert.Equal(isSent ? 1 : 0, api.Invocations.Count);
    }

    private static Applier Applier(Mock<IKubeApi> api) =>
        new(api.Object, ChildApplierOptions.Value, new RuntimeMetrics(Prometheus.Metrics.NewCustomRegistry()));

    private static V1ConfigMap Config(string key, string value) =>
        new() { Metadata = Meta.Of(App, "shop-config-1"), Immutable = true, Data = new Dictionary<string, string> { [key] = value } };

    /// <summary>As large as somebody can make it: a part of the kind's own, labels, annotations and owners.</summary>
    private static IKubernetesObject<V1ObjectMeta> Large(Type kind, V1OwnerReference? owner)
    {
        var large = new string('x', 100_000);
        var entity = (IKubernetesObject<V1ObjectMeta>)Activator.CreateInstance(kind)!;
        entity.Metadata = Meta.Of(App, "shop-thing");
        entity.Metadata.Annotations = new Dictionary<string, string> { ["large"] = large };
        foreach (var number in Enumerable.Range(0, 1000))
            entity.Metadata.Labels[$"example.com/{number}"] = "x";
        entity.Metadata.Finalizers = [.. Enumerable.Range(0, 1000).Select(number => $"example.com/{number}")];
        entity.Metadata.OwnerReferences = [.. Enumerable.Range(0, 1000).Select(number => new V1OwnerReference { Kind = "Pod", Name = "x", Uid = $"{number}" })];
        if (owner is not null)
            entity.Metadata.OwnerReferences.Add(owner);
        Action fill = entity switch
        {
            V1ConfigMap map => () => map.Data = new Dictionary<string, string> { ["large"] = large },
            V1Secret secret => () => secret.Data = new Dictionary<string, byte[]> { ["large"] = Encoding.UTF8.GetBytes(large) },
            V1Deployment one => () => one.Spec = new V1DeploymentSpec { Template = Template(large) },
            V1Job one => () => one.Spec = new V1JobSpec { Template = Template(large) },
            V1CronJob one => () => one.Spec = new V1CronJobSpec { Schedule = large },
            V1Pod one => () => one.Spec = Template(large).Spec,
            V1Service one => () => one.Spec = new V1ServiceSpec { ExternalName = large },
            V1Ingress one => () => one.Spec = new V1IngressSpec { IngressClassName = large },
            V1PersistentVolumeClaim one => () => one.Spec = new V1PersistentVolumeClaimSpec { VolumeName = large },
            V1ServiceAccount one => () => one.ImagePullSecrets = [new V1LocalObjectReference { Name = large }],
            _ => () => { },
        };
        fill();
        return entity;
    }

    private static V1PodTemplateSpec Template(string large) =>
        new() { Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = large, Args = [large] }] } };
}
