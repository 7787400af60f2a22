using System.Text.Json.Nodes;
using k8s.Models;
using Moq;
using October.Operator.Desired.Model;
using October.Runtime.Api;
using October.Runtime.Apply;
using October.Runtime.Informers;
using October.Runtime.Metrics;

namespace October.Operator.Execute.Children;

public sealed class ChildKindTests
{
    private static readonly AppIdentity App = new("default", "shop", "u");
    private readonly Mock<IKubeApi> _api = new(MockBehavior.Strict);

    [Fact]
    public async Task A_child_that_went_away_since_the_plan_was_made_is_not_created_again_in_the_same_run()
    {
        var exception = await Assert.ThrowsAsync<NameClashException>(() => Kind().ApplyAsync(App, Account(), existed: true, CancellationToken.None));
        Assert.True(exception.Passes);
        _api.VerifyNoOtherCalls();
    }

    [Theory]
    [InlineData(409, "uid mismatch: the provided object specified uid 1, and no existing object was found")]
    [InlineData(409, "Precondition failed: UID in precondition: 1, UID in object meta: 2")]
    [InlineData(422, "ServiceAccount \"shop-api\" is invalid: metadata.uid: Invalid value: \"1\": field is immutable")]
    public async Task A_child_whose_name_another_object_has_taken_since_is_not_taken_over(int code, string message)
    {
        var (store, known) = (new Store<V1ServiceAccount>(), Account());
        (known.Metadata.Uid, known.Metadata.ResourceVersion) = ("1", "5");
        store.Upsert(known, out _);
        JsonObject? sent = null;
        _api.Setup(api => api.ApplyAsync<V1ServiceAccount>(It.IsAny<JsonObject>(), It.IsAny<string>(), null, It.IsAny<CancellationToken>(), true))
            .Callback((JsonObject body, string _, string? _, CancellationToken _, bool _) => sent = body)
            .ThrowsAsync(new KubeApiException((System.Net.HttpStatusCode)code, "", message));
        var exception = await Assert.ThrowsAsync<NameClashException>(
            () => new ChildKind<V1ServiceAccount>(Applier(), store, _api.Object).ApplyAsync(App, Account(), existed: true, CancellationToken.None));
        Assert.True(exception.Passes);
        Assert.Equal("1", (string?)sent!["metadata"]!["uid"]);
        Assert.Empty(store.All());
    }

    [Fact]
    public async Task A_child_that_was_not_there_is_created()
    {
        _api.Setup(api => api.CreateAsync(It.IsAny<V1ServiceAccount>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((V1ServiceAccount created, CancellationToken _) => created);
        Assert.Equal(ApplyOutcome.Written, await Kind().ApplyAsync(App, Account(), existed: false, CancellationToken.None));
    }

    /// <summary>What it should be was decided without it: a generated key would take the place of the one in use.</summary>
    [Fact]
    public async Task A_Secret_that_was_not_known_is_not_written_over()
    {
        var there = Secret("in use");
        _api.Setup(api => api.CreateAsync(It.IsAny<V1Secret>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new KubeApiException(System.Net.HttpStatusCode.Conflict, "AlreadyExists", "exists"));
        _api.Setup(api => api.GetAsync<V1Secret>("default", "shop-api-auth", It.IsAny<CancellationToken>())).ReturnsAsync(there);
        var store = new Store<V1Secret>();
        var kind = new ChildKind<V1Secret>(Applier(), store, _api.Object);
        await Assert.ThrowsAsync<SecretExistsException>(() => kind.ApplyAsync(App, Secret("fresh"), existed: false, CancellationToken.None));
        // The next reconcile decides with it.
        Assert.Same(there, store.Get(new NamespacedName("default", "shop-api-auth")));
    }

    private static V1Secret Secret(string key) => new()
    {
        Metadata = Meta.Of(App, "shop-api-auth"),
        Data = new Dictionary<string, byte[]> { ["API_KEY"] = System.Text.Encoding.UTF8.GetBytes(key) },
    };

    private Applier Applier() => new(_api.Object, ChildApplierOptions.Value, new RuntimeMetrics(Prometheus.Metrics.NewCustomRegistry()));

    private ChildKind<V1ServiceAccount> Kind() => new(Applier(), new Store<V1ServiceAccount>(), _api.Object);

    private static V1ServiceAccount Account() => new() { Metadata = Meta.Of(App, "shop-api") };
}
