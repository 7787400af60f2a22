using System.Net;
using System.Text;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace October.Runtime.Api;

public sealed class UnreadableObjectTests
{
    [Fact]
    public async Task One_object_of_a_list_that_does_not_fit_its_type_hides_no_other()
    {
        using var client = new Kubernetes(
            new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" },
            new Answer("""
                {"metadata":{"resourceVersion":"7"},"items":[
                  {"metadata":{"name":"a"},"data":{"x":"1"}},
                  {"metadata":{"name":"b"},"data":"not a map"},
                  {"metadata":{"name":"c"}}]}
                """));
        var list = await new KubeApi(client, new FakeTimeProvider(), "test").ListAsync<V1ConfigMap>(new ListOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(["a", "c"], list.Items.Select(item => item.Metadata.Name));
        Assert.Equal(new NamespacedName("", "b"), Assert.Single(list.Unreadable).Name);
        Assert.Equal("7", list.ResourceVersion);
    }

    /// <summary>As deep as an API server takes it; its author needs no other right than to write it.</summary>
    [Fact]
    public async Task An_object_that_is_deeper_than_anybody_reads_is_known_without_what_is_below()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 9990)) + "1" + new string('}', 9990);
        using var client = new Kubernetes(
            new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" },
            new Answer($$$"""
                {"metadata":{"resourceVersion":"7"},"items":[
                  {"metadata":{"name":"a"}},
                  {"metadata":{"name":"b"},"x":{{{deep}}}},
                  {"metadata":{"name":"c"},"data":{{{deep}}}}]}
                """));
        var list = await new KubeApi(client, new FakeTimeProvider(), "test").ListAsync<V1ConfigMap>(new ListOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b"], list.Items.Select(item => item.Metadata.Name));
        Assert.Equal(new NamespacedName("", "c"), Assert.Single(list.Unreadable).Name);
    }

    private sealed class Answer(string body) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }
}
