using System.Text.Json.Nodes;

namespace October.Cli.Diagnosis;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("""{"kind":"Secret","data":{"a":"czNjcjN0"}}""")]
    [InlineData("""{"env":[{"name":"DB_PASSWORD","value":"s3cr3t"}]}""")]
    [InlineData("""{"data":{"API_KEY":"s3cr3t"}}""")]
    [InlineData("""{"spec":{"config":{"GITHUB_TOKEN":"s3cr3t"}}}""")]
    [InlineData("""{"spec":{"config":{"client_secret":"s3cr3t"}}}""")]
    public void Secrets_and_fields_with_a_secret_name_are_redacted(string json)
    {
        var text = Redaction.Of(JsonNode.Parse(json))!.ToJsonString();
        Assert.DoesNotContain("s3cr3t", text, StringComparison.Ordinal);
        Assert.DoesNotContain("czNjcjN0", text, StringComparison.Ordinal);
        Assert.Contains("(redacted)", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"env":[{"name":"REDIS_PASSWORD_FILE","value":"/var/run/x"},{"name":"LOG_LEVEL","value":"Debug"}]}""")]
    [InlineData("""{"spec":{"secretName":"shop-secret","keys":[1,2,null]}}""")]
    public void Other_fields_are_not_redacted(string json) => Assert.Equal(json, Redaction.Of(JsonNode.Parse(json))!.ToJsonString());

    [Fact]
    public void ManagedFields_are_left_out() =>
        Assert.Equal("""{"metadata":{"name":"a"}}""", Redaction.Of(JsonNode.Parse("""{"metadata":{"name":"a","managedFields":[{}]}}"""))!.ToJsonString());
}
