using October.Crd.Spec;
using October.Crd.Spec.Network;
using October.Crd.Spec.Pods;
using October.Crd.Spec.Redis;

namespace October.Crd.Revisions;

/// <summary>An upgrade of the operator must find the revisions that it left: a hash that changes here rolls every app of every cluster.</summary>
public sealed class RevisionHashTests
{
    [Fact]
    public void The_hash_of_a_spec_is_the_same_for_ever()
    {
        Assert.Equal("lhvv89m26v", RevisionHash.Of(Minimal(), null));
        Assert.Equal("swnjvjnwgj", RevisionHash.Of(
            new V1OctoberAppSpec
            {
                Api = new ApiSpec { Image = "api:v1", Env = [new EnvVarSpec { Name = "REGION", Value = "eu" }], TerminationGracePeriodSeconds = 30 },
                Worker = new WorkerSpec { Image = "worker:v1", Concurrency = 8 },
                Config = new Dictionary<string, string> { ["COLOUR"] = "red" },
                Ingress = new IngressSpec { Host = "shop.example.com" },
                Redis = new RedisSpec { Image = "redis:7" },
                SecretName = "mine",
            },
            "d1"));
    }

    [Fact]
    public void What_the_pods_get_makes_a_revision()
    {
        var spec = Minimal();
        spec.Worker.EnvFrom = [new EnvFromSpec { SecretRef = new ObjectRefSpec { Name = "mail" } }];
        Assert.NotEqual(RevisionHash.Of(Minimal(), null), RevisionHash.Of(spec, null));
    }

    [Fact]
    public void The_first_live_field_of_a_part_makes_none()
    {
        var spec = Minimal();
        spec.Redis = new RedisSpec { Persistence = new PersistenceSpec { Size = "2Gi" } };
        Assert.Equal(RevisionHash.Of(Minimal(), null), RevisionHash.Of(spec, null));
        spec.Api.Service = new ApiServiceSpec { Type = "NodePort" };
        spec.Api.PodDisruption = new PodDisruptionSpec();
        spec.Worker.Replicas = 7;
        Assert.Equal(RevisionHash.Of(Minimal(), null), RevisionHash.Of(spec, null));
    }

    private static V1OctoberAppSpec Minimal() => new() { Api = new ApiSpec { Image = "api:v1" }, Worker = new WorkerSpec { Image = "worker:v1" } };
}
