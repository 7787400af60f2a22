using k8s.Models;

namespace October.Runtime.Apply;

public sealed class IntentTests
{
    private const string Stamp = "example.org/applied";

    [Fact]
    public void It_carries_its_own_hash()
    {
        var intent = Intent.Of(Map(("x", "1")), Stamp);
        Assert.Equal(intent.Hash, (string?)intent.Body["metadata"]!["annotations"]![Stamp]);
        Assert.Equal(("v1", "ConfigMap"), ((string?)intent.Body["apiVersion"], (string?)intent.Body["kind"]));
    }

    [Fact]
    public void It_may_be_meant_for_one_object_only_and_is_the_same_all_the_same()
    {
        var intent = Intent.Of(Map(("x", "1")), Stamp);
        Assert.Equal("u", (string?)intent.BodyFor("u")["metadata"]!["uid"]);
        Assert.Null(intent.Body["metadata"]!["uid"]);
        Assert.Equal(intent.Hash, (string?)intent.BodyFor("u")["metadata"]!["annotations"]![Stamp]);
    }

    [Fact]
    public void A_field_that_is_no_longer_wanted_changes_the_stamp() =>
        Assert.NotEqual(Intent.Of(Map(("x", "1"), ("y", "2")), Stamp).Hash, Intent.Of(Map(("x", "1")), Stamp).Hash);

    [Fact]
    public void A_status_is_no_part_of_it() =>
        Assert.False(
            Intent
                .Of(
                    new V1Pod { Metadata = new V1ObjectMeta { Name = "a" }, Status = new V1PodStatus { Phase = "Running" } },
                    Stamp)
                .Body.ContainsKey("status"));

    [Fact]
    public void The_texts_of_a_Secret_are_sent_as_the_data_that_the_server_gives_back()
    {
        var secret = new V1Secret
        {
            Metadata = new V1ObjectMeta { Name = "a" },
            Data = new Dictionary<string, byte[]> { ["x"] = [1] },
            StringData = new Dictionary<string, string> { ["y"] = "hi" },
        };
        var body = Intent.Of(secret, Stamp).Body;
        Assert.Equal("""{"x":"AQ==","y":"aGk="}""", body["data"]!.ToJsonString());
        Assert.False(body.ContainsKey("stringData"));
    }

    [Theory]
    [InlineData("0.5", "500m")]
    [InlineData("1000m", "1")]
    [InlineData("1024Mi", "1Gi")]
    public void Quantities_are_compared_in_their_canonical_form(string intent, string live)
    {
        static System.Text.Json.Nodes.JsonObject Of(string cpu) => Intent.Of(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = "a" },
                Spec = new V1PodSpec
                {
                    Containers =
                    [
                        new V1Container
                        {
                            Name = "c",
                            Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } },
                        },
                    ],
                },
            },
            Stamp).Body;
        Assert.Equal(Of(live)["spec"]!.ToJsonString(), Of(intent)["spec"]!.ToJsonString());
    }

    private static V1ConfigMap Map(params (string Key, string Value)[] data) =>
        new() { Metadata = new V1ObjectMeta { Name = "a" }, Data = data.ToDictionary(pair => pair.Key, pair => pair.Value) };
}
