using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

public sealed class SignatureTests
{
    [Fact]
    public async Task Fifty_thousand_error_links_are_linked_once_each()
    {
        var signature = Signature.Read(JsonNode.Parse("""{"task":"ping"}"""));
        var errbacks = Enumerable.Range(0, 50_000).Select(static i => JsonNode.Parse($$$$"""{"task":"error","args":[{{{{i}}}}],"kwargs":{}}""")).ToList();
        errbacks.Add(JsonNode.Parse("""{"kwargs":{},"args":[7.0],"task":"error"}"""));

        await Task.Run(() => Signature.LinkErrors(signature, errbacks), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Signature.LinkErrors(signature, errbacks);

        Assert.Equal(50_000, Signature.List(Signature.Options(signature)["link_error"]).Count);
    }
}
