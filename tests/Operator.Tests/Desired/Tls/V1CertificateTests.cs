using System.Text.Json.Nodes;

namespace October.Operator.Desired.Tls;

public sealed class V1CertificateTests
{
    [Theory]
    [InlineData("""{"conditions":[{"type":"Ready","status":"False","message":"no issuer"}]}""", "no issuer")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"True","message":"issued"}]}""", null)]
    [InlineData("""{"conditions":[{"type":"Ready","status":"False","message":5}]}""", null)]
    [InlineData("""{"conditions":[{"type":["Ready"],"status":{}},null,7,{"type":"Ready","message":"no issuer"}]}""", "no issuer")]
    [InlineData("""{"conditions":"none"}""", null)]
    [InlineData("{}", null)]
    public void Its_problem_is_the_message_of_what_is_not_ready_whatever_else_the_status_has(string status, string? expected) =>
        Assert.Equal(expected, new V1Certificate { Status = (JsonObject)JsonNode.Parse(status)! }.Problem());
}
