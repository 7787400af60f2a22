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
    [InlineData("""{"env":[{"name":"AWS_SECRET_ACCESS_KEY","value":"s3cr3t"}]}""")]
    [InlineData("""{"env":[{"name":"DJANGO_SECRET_KEY","value":"s3cr3t"}]}""")]
    [InlineData("""{"env":[{"name":"PASSPHRASE","value":"s3cr3t"}]}""")]
    [InlineData("""{"env":[{"name":"DATABASE_URL","value":"u:s3cr3t@tcp(db)/x"}]}""")]
    [InlineData("""{"headers":[{"name":"Authorization","value":"Bearer s3cr3t"},{"name":"Cookie","value":"sid=s3cr3t"}]}""")]
    [InlineData("""{"env":[{"name":"BROKER","value":"amqp://shop:s3cr3t@mq:5672/a"}]}""")]
    [InlineData("""{"message":"cannot connect to redis://:s3cr3t@redis:6379"}""")]
    [InlineData("""{"metadata":{"annotations":{"example.org/original":"{\"env\":[{\"name\":\"API_KEY\",\"value\":\"s3cr3t\"}]}"}}}""")]
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
    public void What_kubectl_applied_is_left_out_at_every_depth() =>
        Assert.Equal(
            """{"items":[{"data":{"metadata":{"annotations":{"a":"b"}}}}]}""",
            Redaction.Of(JsonNode.Parse(
                """{"items":[{"data":{"metadata":{"annotations":{"a":"b","kubectl.kubernetes.io/last-applied-configuration":"{}"}}}}]}"""))!.ToJsonString());

    [Theory]
    [InlineData("a redis://:s3cr3t@redis:6379/0 b", "a redis://(redacted)@redis:6379/0 b")]
    [InlineData("redis://:s3/cr@3t@redis:6379/0", "redis://(redacted)@redis:6379/0")]
    [InlineData("https://registry:5000/a@sha256", "https://registry:5000/a@sha256")]
    public void A_text_keeps_what_is_around_the_user_of_a_URL(string text, string redacted) => Assert.Equal(redacted, Redaction.Text(text));

    [Fact]
    public void ManagedFields_are_left_out() =>
        Assert.Equal("""{"metadata":{"name":"a"}}""", Redaction.Of(JsonNode.Parse("""{"metadata":{"name":"a","managedFields":[{}]}}"""))!.ToJsonString());
}
