using System.Text.Json.Nodes;
using October.Crd;
using October.Crd.Revisions;
using October.Crd.Spec;
using October.Operator.Reconcile.Model;

namespace October.Operator.Gather.Revisions;

public sealed class RedisReplacementTests
{
    [Theory]
    [InlineData("{}", """{"image":"redis:8"}""", true)]
    [InlineData("""{"image":"redis:8"}""", """{"image":"redis:8"}""", false)]
    [InlineData("{}", "{}", false)]
    [InlineData("""{"image":"redis:8","appendFsync":"always"}""", """{"appendFsync":"always","image":"redis:8"}""", false)]
    public void Another_redis_in_the_spec_replaces_the_one_that_serves(string serving, string wanted, bool replaces) =>
        Assert.Equal(replaces, Is(serving, wanted));

    [Fact]
    public void Its_volume_is_live_and_no_part_of_a_revision() => Assert.False(Is("{}", """{"persistence":{"size":"5Gi"}}"""));

    [Fact]
    public void An_external_one_is_not_replaced() => Assert.False(Is("""{"external":{"url":"redis://redis.example.com"}}""", """{"image":"redis:8"}"""));

    [Fact]
    public void Without_a_serving_revision_nothing_is_replaced()
    {
        Assert.False(RedisReplacement.Is(Spec("{}"), null, Set(Spec("{}"))));
        Assert.False(RedisReplacement.Is(Spec("{}"), "gone", Set(Spec("{}"))));
    }

    private static bool Is(string serving, string wanted) => RedisReplacement.Is(Spec(wanted), "v1", Set(Spec(serving)));

    private static RevisionSet Set(V1OctoberAppSpec serving)
    {
        var data = new JsonObject { [StoredRevision.Spec] = OctoberJson.Node(RevisionedSpec.Of(serving)) };
        return new RevisionSet(serving, "v2", [new StoredRevision("v1", 1, null, 10, new Lazy<JsonObject?>(() => data))]);
    }

    private static V1OctoberAppSpec Spec(string redis) => OctoberJson.Read<V1OctoberAppSpec>(
        JsonNode.Parse($$"""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"redis":{{redis}}}""")!);
}
