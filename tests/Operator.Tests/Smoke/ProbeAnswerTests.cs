namespace October.Operator.Smoke;

public sealed class ProbeAnswerTests
{
    [Theory]
    [InlineData("""{"kind":"Status","apiVersion":"v1","message":"services \"shop-api\" is forbidden: User \"system:serviceaccount:x\""}""")]
    [InlineData("apiVersion: v1\ncode: 503\nkind: Status\nmessage: 'dial tcp 10.0.0.7:8000'\n")]
    [InlineData("k8s\0\n\f\n\u0002v1\u0012\u0006Status\u0012\u0001dial tcp 10.0.0.7:8000")]
    [InlineData("\ud9d9\udcf7jkind\u0046Status\u004aapiVersion\u0042v1dial tcp 10.0.0.7:8000")]
    public void What_the_API_server_answers_is_not_quoted_whatever_its_format(string body)
    {
        Assert.True(ProbeAnswer.IsOfApiServer(body));
        Assert.Equal("an error of the API server", ProbeAnswer.Quote(body));
    }

    [Theory]
    [InlineData("""{"kind":"shoe","price":3}""")]
    [InlineData("the apiVersion is 3")]
    [InlineData("""{"apiVersion":3,"items":["kind"]}""")]
    public void What_an_app_answers_is(string body) => Assert.Equal(body, ProbeAnswer.Quote(body));
}
