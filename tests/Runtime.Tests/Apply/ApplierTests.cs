using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using Moq;
using October.Runtime.Api;
using October.Runtime.Informers;

namespace October.Runtime.Apply;

public sealed class ApplierTests
{
    private static readonly ApplierOptions Options = new() { FieldManager = "me", StampAnnotation = "example.org/applied" };
    private readonly Mock<IKubeApi> _api = new();
    private readonly Store<V1NetworkPolicy> _store = new();
    private readonly List<JsonObject> _sent = [];
    private Func<V1NetworkPolicy, V1NetworkPolicy> _server = policy => policy;
    private Applier _applier;
    private int _version;

    public ApplierTests()
    {
        _applier = New();
        _api.Setup(one => one.ApplyAsync<V1NetworkPolicy>(It.IsAny<JsonObject>(), "me", null, It.IsAny<CancellationToken>(), It.IsAny<bool>()))
            .ReturnsAsync((JsonObject body, string _, string? _, CancellationToken _, bool _) =>
            {
                _sent.Add(body);
                return Answer(KubeJson.Read<V1NetworkPolicy>(body));
            });
        _api.Setup(one => one.CreateAsync(It.IsAny<V1NetworkPolicy>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((V1NetworkPolicy body, CancellationToken _) => Answer(KubeJson.Read<V1NetworkPolicy>(KubeJson.Node(body))));
    }

    [Fact]
    public async Task What_is_not_there_is_written_once()
    {
        Assert.Equal(ApplyOutcome.Written, await ApplyAsync(80));
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        Assert.Single(_sent);
    }

    [Fact]
    public async Task What_is_wanted_anew_is_written()
    {
        await ApplyAsync(80);
        Assert.Equal(ApplyOutcome.Written, await ApplyAsync(81));
    }

    [Fact]
    public async Task A_process_that_starts_writes_nothing()
    {
        await ApplyAsync(80);
        _applier = New();
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        Assert.Single(_sent);
    }

    [Fact]
    public async Task What_a_create_has_made_is_not_applied_again()
    {
        await _applier.CreateAsync(Policy(80), _store, TestContext.Current.CancellationToken);
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task A_port_added_by_hand_is_reverted()
    {
        await ApplyAsync(80);
        Change(policy => policy.Spec.Ingress[0].Ports.Add(new V1NetworkPolicyPort { Port = 22 }));
        Assert.Equal(ApplyOutcome.DriftCorrected, await ApplyAsync(80));
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        Assert.Single(_store.Get(new NamespacedName("ns", "a"))!.Spec.Ingress[0].Ports);
    }

    [Fact]
    public async Task A_label_that_another_adds_is_not_touched()
    {
        await ApplyAsync(80);
        Change(policy => policy.Metadata.Labels = new Dictionary<string, string> { ["theirs"] = "1" });
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        Assert.Single(_sent);
    }

    [Fact]
    public async Task A_value_that_a_webhook_insists_on_is_not_fought_for()
    {
        _server = policy =>
        {
            policy.Spec.Ingress[0].Ports[0].Port = 8080;
            return policy;
        };
        await ApplyAsync(80);
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        // As informers do when the status or a label of another changes: a new object with the same content.
        Change(policy => policy.Metadata.ResourceVersion = $"{++_version}");
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        Assert.Single(_sent);
    }

    [Fact]
    public async Task An_apply_that_changed_nothing_is_no_drift_and_is_not_sent_again()
    {
        _server = policy =>
        {
            policy.Spec.Ingress[0].Ports[0].Protocol = "SCTP";
            return policy;
        };
        await ApplyAsync(80);
        _applier = New();
        // The server leaves the object as it is: the answer has the version that we know.
        var known = _store.Get(new NamespacedName("ns", "a"))!;
        _api.Setup(one => one.ApplyAsync<V1NetworkPolicy>(It.IsAny<JsonObject>(), "me", null, It.IsAny<CancellationToken>(), It.IsAny<bool>()))
            .Callback((JsonObject body, string _, string? _, CancellationToken _, bool _) => _sent.Add(body))
            .ReturnsAsync(() => Copy(known));
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        Change(policy => policy.Metadata.ResourceVersion = $"{++_version}");
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public async Task An_answer_that_is_newer_than_what_was_known_but_the_same_is_no_drift()
    {
        _server = policy =>
        {
            policy.Spec.Ingress[0].Ports[0].Protocol = "SCTP";
            return policy;
        };
        await ApplyAsync(80);
        _applier = New();
        // Another wrote the status meanwhile, and our watch is late.
        Assert.Equal(ApplyOutcome.Unchanged, await ApplyAsync(80));
        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public async Task A_change_beside_a_value_that_a_webhook_insists_on_is_still_reverted()
    {
        _server = policy =>
        {
            policy.Spec.Ingress[0].Ports[0].Protocol = "SCTP";
            return policy;
        };
        await ApplyAsync(80);
        Change(policy => policy.Spec.Ingress.Add(new V1NetworkPolicyIngressRule()));
        Assert.Equal(ApplyOutcome.DriftCorrected, await ApplyAsync(80));
    }

    [Fact]
    public async Task A_refusal_is_not_remembered()
    {
        await ApplyAsync(80);
        Change(policy => policy.Spec.Ingress.Clear());
        _server = _ => throw new KubeApiException(HttpStatusCode.Forbidden, "Forbidden", "no");
        await Assert.ThrowsAsync<KubeApiException>(() => ApplyAsync(80));
        _server = policy => policy;
        Assert.Equal(ApplyOutcome.DriftCorrected, await ApplyAsync(80));
    }

    [Fact]
    public async Task What_is_deleted_is_forgotten_unless_a_finalizer_keeps_it()
    {
        await ApplyAsync(80);
        Change(policy => policy.Metadata.Finalizers = ["example.org/keep"]);
        await _applier.DeleteAsync(_store.Get(new NamespacedName("ns", "a"))!, _store, TestContext.Current.CancellationToken);
        Assert.NotNull(_store.Get(new NamespacedName("ns", "a")));
        Change(policy => policy.Metadata.Finalizers = null);
        await _applier.DeleteAsync(_store.Get(new NamespacedName("ns", "a"))!, _store, TestContext.Current.CancellationToken);
        Assert.Null(_store.Get(new NamespacedName("ns", "a")));
    }

    private static V1NetworkPolicy Policy(int port) => new()
    {
        Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = "a" },
        Spec = new V1NetworkPolicySpec
        {
            PodSelector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "a" } },
            Ingress = [new V1NetworkPolicyIngressRule { Ports = [new V1NetworkPolicyPort { Port = port, Protocol = "TCP" }] }],
            PolicyTypes = ["Ingress"],
        },
    };

    private static V1NetworkPolicy Copy(V1NetworkPolicy policy) => KubeJson.Read<V1NetworkPolicy>(KubeJson.Node(policy));

    [Fact]
    public async Task What_the_store_does_not_keep_is_not_missed()
    {
        var store = new Store<V1NetworkPolicy>(null, entity => ((V1NetworkPolicy)entity).Spec = null);
        await _applier.ApplyAsync(Policy(80), store, force: true, TestContext.Current.CancellationToken);
        _applier = New();
        Assert.Equal(ApplyOutcome.Unchanged, await _applier.ApplyAsync(Policy(80), store, force: true, TestContext.Current.CancellationToken));
        Assert.Single(_sent);
    }

    private Applier New() => new(_api.Object, Options, TestServices.Metrics());

    private Task<ApplyOutcome> ApplyAsync(int port) => _applier.ApplyAsync(Policy(port), _store, force: true, TestContext.Current.CancellationToken);

    private V1NetworkPolicy Answer(V1NetworkPolicy policy)
    {
        policy.Metadata.Uid = "1";
        policy.Metadata.ResourceVersion = $"{++_version}";
        return _server(policy);
    }

    /// <summary>Somebody else changes the object, and the informer sees it.</summary>
    private void Change(Action<V1NetworkPolicy> change)
    {
        var copy = Copy(_store.Get(new NamespacedName("ns", "a"))!);
        copy.Metadata.ResourceVersion = $"{++_version}";
        change(copy);
        Assert.True(_store.Upsert(copy, out _));
    }
}
