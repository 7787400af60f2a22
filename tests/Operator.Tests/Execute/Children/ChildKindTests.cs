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

    [Fact]
    public async Task A_child_that_was_not_there_is_created()
    {
        _api.Setup(api => api.CreateAsync(It.IsAny<V1ServiceAccount>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((V1ServiceAccount created, CancellationToken _) => created);
        Assert.Equal(ApplyOutcome.Written, await Kind().ApplyAsync(App, Account(), existed: false, CancellationToken.None));
    }

    private ChildKind<V1ServiceAccount> Kind()
    {
        var applier = new Applier(_api.Object, ChildApplierOptions.Value, new RuntimeMetrics(Prometheus.Metrics.NewCustomRegistry()));
        return new ChildKind<V1ServiceAccount>(applier, new Store<V1ServiceAccount>(), _api.Object);
    }

    private static V1ServiceAccount Account() => new() { Metadata = Meta.Of(App, "shop-api") };
}
