using System.Text.Json.Nodes;
using k8s.Models;

namespace October.Runtime.Apply;

public sealed class IntentMatcherTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"defaulted":true}""", true)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{}}""", false)]
    [InlineData("""{"containers":[{"name":"x","image":"i"}]}""", """{"containers":[{"name":"sidecar"},{"name":"x","image":"i","more":1}]}""", true)]
    [InlineData("""{"containers":[{"name":"x","image":"i"}]}""", """{"containers":[{"name":"x","image":"j"}]}""", false)]
    [InlineData("""{"args":["a","b"]}""", """{"args":["a","b"]}""", true)]
    [InlineData("""{"args":["a"]}""", """{"args":["a","b"]}""", false)]
    [InlineData("""{"args":["a","b"]}""", """{"args":["b","a"]}""", false)]
    public void An_intent_is_met_when_the_live_object_has_all_of_it(string intent, string live, bool met) =>
        Assert.Equal(met, IntentMatcher.IsMet(JsonNode.Parse(intent), JsonNode.Parse(live)));

    [Fact]
    public void A_field_that_is_no_longer_wanted_changes_the_stamp()
    {
        var with = Intent.Of(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a" }, Data = new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" } });
        var without = Intent.Of(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a" }, Data = new Dictionary<string, string> { ["x"] = "1" } });
        Assert.NotEqual(with.Hash, without.Hash);
        Assert.False(IntentMatcher.IsMet(without.Body, with.Body));
    }

    [Fact]
    public void Quantities_are_compared_in_their_canonical_form()
    {
        static Intent Of(string cpu) => Intent.Of(new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "a" },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } } }] },
        });
        Assert.True(IntentMatcher.IsMet(Of("0.5").Body, Of("500m").Body));
    }
}
