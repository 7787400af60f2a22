using k8s.Models;
using Moq;
using October.Crd;
using October.Crd.Status;
using October.Runtime.Api;

namespace October.Operator.Execute;

public sealed class OwnerGuardTests
{
    private readonly Mock<IKubeApi> _api = new();

    [Fact]
    public async Task An_app_that_nothing_was_made_for_yet_costs_no_look()
    {
        await new OwnerGuard(_api.Object).EnsureAsync(App("a", observed: -1), CancellationToken.None);
        await new OwnerGuard(_api.Object).EnsureAsync(App("a", observed: null), CancellationToken.None);
        _api.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task An_app_that_is_there_goes_on()
    {
        Live(App("a", 1));
        await new OwnerGuard(_api.Object).EnsureAsync(App("a", 1), CancellationToken.None);
    }

    [Fact]
    public async Task Nothing_is_made_again_for_an_app_that_is_gone_going_or_another()
    {
        var going = App("a", 1);
        going.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        foreach (var live in new[] { null, going, App("b", 1) })
        {
            Live(live);
            await Assert.ThrowsAsync<OwnerDeletedException>(() => new OwnerGuard(_api.Object).EnsureAsync(App("a", 1), CancellationToken.None));
        }
    }

    private void Live(V1OctoberApp? app) => _api.Setup(a => a.GetAsync<V1OctoberApp>("default", "shop", It.IsAny<CancellationToken>())).ReturnsAsync(app);

    private static V1OctoberApp App(string uid, long? observed) => new()
    {
        Metadata = new V1ObjectMeta { Name = "shop", NamespaceProperty = "default", Uid = uid },
        Status = observed is null ? null : new V1OctoberAppStatus { ObservedGeneration = observed },
    };
}
