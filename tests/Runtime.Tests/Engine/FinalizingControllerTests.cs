using System.Text.Json.Nodes;
using k8s.Models;
using Moq;
using October.Runtime.Abstractions;
using October.Runtime.Api;

namespace October.Runtime.Engine;

public sealed class FinalizingControllerTests
{
    private const string Id = "october.dev/test";
    private readonly Mock<IKubeApi> api = new();
    private readonly Mock<IEntityController<V1ConfigMap>> inner = new();
    private readonly Mock<IEntityFinalizer<V1ConfigMap>> finalizer = new();
    private readonly List<JsonArray> patches = [];

    public FinalizingControllerTests()
    {
        finalizer.Setup(one => one.Identifier).Returns(Id);
        finalizer.Setup(one => one.FinalizeAsync(It.IsAny<V1ConfigMap>(), It.IsAny<CancellationToken>())).ReturnsAsync(ReconciliationResult<V1ConfigMap>.Success());
        inner.Setup(one => one.ReconcileAsync(It.IsAny<V1ConfigMap>(), It.IsAny<CancellationToken>())).ReturnsAsync(ReconciliationResult<V1ConfigMap>.Success());
        api.Setup(one => one.JsonPatchAsync<V1ConfigMap>("ns", "a", It.IsAny<JsonArray>(), It.IsAny<CancellationToken>()))
            .Callback((string? _, string _, JsonArray patch, CancellationToken _) => patches.Add(patch))
            .ReturnsAsync(new V1ConfigMap());
    }

    [Fact]
    public async Task It_is_added_before_the_first_reconcile_and_beside_anothers()
    {
        await ReconcileAsync(deleting: false, "other/one");
        Assert.Equal("""["other/one","october.dev/test"]""", Finalizers());
        inner.Verify(one => one.ReconcileAsync(It.IsAny<V1ConfigMap>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task With_it_the_controller_works_as_without()
    {
        await ReconcileAsync(deleting: false, Id);
        Assert.Empty(patches);
        inner.Verify(one => one.ReconcileAsync(It.IsAny<V1ConfigMap>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task After_the_clean_up_it_is_removed_and_anothers_stays()
    {
        await ReconcileAsync(deleting: true, "other/one", Id);
        Assert.Equal("""["other/one"]""", Finalizers());
    }

    [Fact]
    public async Task A_clean_up_that_failed_keeps_it()
    {
        finalizer.Setup(one => one.FinalizeAsync(It.IsAny<V1ConfigMap>(), It.IsAny<CancellationToken>())).ReturnsAsync(ReconciliationResult<V1ConfigMap>.Failure("not yet"));
        Assert.False((await ReconcileAsync(deleting: true, Id)).IsSuccess);
        Assert.Empty(patches);
    }

    [Fact]
    public async Task A_concurrent_change_fails_the_patch_instead_of_being_lost()
    {
        await ReconcileAsync(deleting: false);
        var test = patches[0][0]!;
        Assert.Equal(("test", "/metadata/resourceVersion", "7"), ((string?)test["op"], (string?)test["path"], (string?)test["value"]));
    }

    private string Finalizers() => Assert.Single(patches)[1]!["value"]!.ToJsonString();

    private Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(bool deleting, params string[] finalizers) =>
        new FinalizingController<V1ConfigMap>(inner.Object, finalizer.Object, api.Object).ReconcileAsync(
            new V1ConfigMap
            {
                Metadata = new V1ObjectMeta
                {
                    NamespaceProperty = "ns",
                    Name = "a",
                    ResourceVersion = "7",
                    Finalizers = finalizers.Length == 0 ? null : finalizers,
                    DeletionTimestamp = deleting ? new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) : null,
                },
            },
            TestContext.Current.CancellationToken);
}
