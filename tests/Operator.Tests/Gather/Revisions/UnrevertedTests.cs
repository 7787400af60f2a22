using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Spec;

namespace October.Operator.Gather.Revisions;

public sealed class UnrevertedTests
{
    [Fact]
    public void A_secret_of_the_users_that_has_changed_stays_as_it_is()
    {
        var revision = (JsonObject)JsonNode.Parse("""{"spec":{"secretName":"mine"},"secretDigest":"old"}""")!;
        Assert.Equal("Secret mine keeps its present content: it is yours to restore", Unreverted.Of(revision, App("mine"), "new", null));
        Assert.Null(Unreverted.Of(revision, App("mine"), "old", null));
        Assert.Null(Unreverted.Of(revision, App("another"), "new", null));
        Assert.Null(Unreverted.Of([], App("mine"), "new", null));
    }

    [Theory]
    [InlineData("1Gi", "5Gi", "volume shop-redis-data stays at 5Gi instead of 1Gi: a volume never shrinks")]
    [InlineData("1Gi", "1024Mi", null)]
    [InlineData("5Gi", "1Gi", null)]
    public void A_volume_that_has_grown_stays_so(string then, string now, string? told)
    {
        var volume = new V1PersistentVolumeClaim
        {
            Metadata = new V1ObjectMeta { Name = "shop-redis-data" },
            Spec = new V1PersistentVolumeClaimSpec
            {
                Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(now) } },
            },
        };
        Assert.Equal(told, Unreverted.Of(new JsonObject { ["volumeSize"] = then }, App(null), null, volume));
    }

    private static ResolvedApp App(string? secret) => SpecDefaults.Resolve(new V1OctoberAppSpec { SecretName = secret });
}
