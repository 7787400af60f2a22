using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Moq;
using October.Runtime.Api;

namespace October.Runtime.Leadership;

public sealed class FencedApiTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Mock<IKubeApi> inner = new();
    private readonly LeaseFence fence;
    private readonly FencedApi api;

    public FencedApiTests()
    {
        fence = new LeaseFence(time, TimeSpan.FromSeconds(10));
        api = new FencedApi(inner.Object, fence);
    }

    public static TheoryData<string> Writes() => ["apply", "create", "replace", "patch", "delete"];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Before_the_term_no_write_is_sent(string write)
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => WriteAsync(write));
        Assert.Empty(inner.Invocations);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task In_the_term_writes_are_sent(string write)
    {
        fence.Renewed(time.GetTimestamp());
        await WriteAsync(write);
        Assert.Single(inner.Invocations);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_process_that_was_paused_past_the_deadline_writes_nothing(string write)
    {
        fence.Renewed(time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<OperationCanceledException>(() => WriteAsync(write));
        Assert.Empty(inner.Invocations);
    }

    [Fact]
    public async Task After_the_term_no_write_is_sent()
    {
        fence.Renewed(time.GetTimestamp());
        fence.Lost();
        await Assert.ThrowsAsync<OperationCanceledException>(() => WriteAsync("apply"));
    }

    [Fact]
    public async Task Reads_are_anybodys()
    {
        await api.GetAsync<V1ConfigMap>("ns", "a", TestContext.Current.CancellationToken);
        await api.ListAsync<V1ConfigMap>("ns", null, TestContext.Current.CancellationToken);
        await api.ReadLogAsync("ns", "pod", "container", 10, previous: false, TestContext.Current.CancellationToken);
        Assert.Equal(3, inner.Invocations.Count);
    }

    private async Task WriteAsync(string write)
    {
        var (map, token) = (new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a" } }, TestContext.Current.CancellationToken);
        await (write switch
        {
            "apply" => api.ApplyAsync<V1ConfigMap>([], "me", null, token),
            "create" => api.CreateAsync(map, token),
            "replace" => api.ReplaceAsync(map, token),
            "patch" => api.JsonPatchAsync<V1ConfigMap>("ns", "a", new JsonArray(), token),
            _ => api.DeleteAsync(map, token),
        });
    }
}
