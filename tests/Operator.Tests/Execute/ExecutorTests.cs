using System.Net;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using October.Crd;
using October.Crd.Status;
using October.Operator.Desired.Model;
using October.Operator.Execute.Children;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute;

public sealed class ExecutorTests
{
    private const string Typed = "failed to create typed patch object (a/b; v1, Kind=Service): ";

    private static readonly StepContext Context = new(new V1OctoberApp(), new AppIdentity("default", "shop", "u"));
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _done = [];
    private readonly List<string> _tried = [];
    private bool _slow;
    private Executor? _executor;
    private readonly Dictionary<string, Exception> _refused = [];

    [Fact]
    public async Task What_does_not_depend_on_a_refused_step_is_done_all_the_same()
    {
        _refused["Ingress shop-api"] = Refusal(HttpStatusCode.UnprocessableEntity, "Invalid", "spec.rules: Invalid value");
        var result = await RunAsync(Child(new V1Ingress(), "shop-api"), Child(new V1Service(), "shop-api"), Child(new V1Deployment(), "shop-api"));
        Assert.Equal(["Service shop-api", "Deployment shop-api"], _done);
        var refused = Assert.Single(result.Errors.Refused);
        Assert.Equal(
            ("Ingress shop-api", Reasons.Invalid, "spec.rules: Invalid value", false), (refused.Child, refused.Reason, refused.Message, refused.Blocks));
    }

    [Fact]
    public async Task What_depends_on_a_refused_step_is_left_out_and_so_is_what_depends_on_that()
    {
        _refused["ConfigMap c"] = Refusal(HttpStatusCode.Forbidden, "Forbidden", "exceeded quota: objects");
        var pods = Child(new V1Deployment(), "shop-api") with { Requires = ["ConfigMap c"] };
        var result = await RunAsync(
            Child(new V1ConfigMap(), "c"),
            pods,
            Child(new V1Service(), "s") with { Requires = [pods.Name] },
            Child(new V1Service(), "t"));
        Assert.Equal(["Service t"], _done);
        var refused = Assert.Single(result.Errors.Refused);
        Assert.Equal((Reasons.QuotaExceeded, true), (refused.Reason, refused.Blocks));
    }

    [Fact]
    public async Task What_is_there_already_keeps_nothing_from_being_done_when_its_change_is_refused()
    {
        _refused["PersistentVolumeClaim d"] = Refusal(HttpStatusCode.UnprocessableEntity, "Invalid", "spec is immutable");
        var result = await RunAsync(
            Child(new V1PersistentVolumeClaim(), "d") with { Exists = true },
            Child(new V1Deployment(), "shop-redis") with { Requires = ["PersistentVolumeClaim d"] });
        Assert.Equal(["Deployment shop-redis"], _done);
        Assert.False(Assert.Single(result.Errors.Refused).Blocks);
    }

    [Fact]
    public async Task Every_name_that_is_taken_is_reported_at_once()
    {
        _refused["Service a"] = new NameClashException("Service a exists");
        _refused["Service b"] = new NameClashException("Service b exists");
        var result = await RunAsync(Child(new V1Service(), "a"), Child(new V1Service(), "b"), Child(new V1Service(), "c"));
        Assert.Equal(["Service c"], _done);
        Assert.Equal((Reasons.NameClash, "Service a exists; Service b exists"), (result.Errors.Blocked?.Reason, result.Errors.Blocked?.Message));
        Assert.Empty(result.Errors.Refused);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Forbidden", "services is forbidden: User cannot create", Reasons.Forbidden)]
    [InlineData(HttpStatusCode.Forbidden, "Forbidden", "admission webhook \"x\" denied the request: no", Reasons.Denied)]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError", "failed calling webhook \"x\"", Reasons.ApplyFailed)]
    [InlineData(HttpStatusCode.InternalServerError, "", Typed + ".spec.x: field not declared in schema", Reasons.Invalid)]
    [InlineData(HttpStatusCode.InternalServerError, "", Typed + ".spec.ports: duplicate entries for key", Reasons.Invalid)]
    [InlineData(HttpStatusCode.InternalServerError, "", "etcdserver: request is too large", Reasons.Invalid)]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError", "failed to allocate a serviceIP: range is full", Reasons.ApplyFailed)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge", "limit is 3145728", Reasons.Invalid)]
    [InlineData(HttpStatusCode.Conflict, "Conflict", "changed meanwhile", Reasons.Conflict)]
    public async Task A_refusal_has_the_servers_words_and_its_kind(HttpStatusCode code, string reason, string message, string expected)
    {
        _refused["Service a"] = Refusal(code, reason, message);
        var refused = Assert.Single((await RunAsync(Child(new V1Service(), "a"))).Errors.Refused);
        Assert.Equal((expected, message), (refused.Reason, refused.Message));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData((HttpStatusCode)599)]
    public async Task A_denial_is_one_whatever_code_a_webhook_gives_it(HttpStatusCode code)
    {
        _refused["Ingress a"] = Refusal(code, "", "admission webhook \"x\" denied the request: no");
        _refused["Ingress b"] = Refusal(code, "", "ValidatingAdmissionPolicy 'p' with binding 'q' denied request: no");
        var result = await RunAsync(Child(new V1Ingress(), "a"), Child(new V1Ingress(), "b"), Child(new V1Deployment(), "c"));
        Assert.Equal(["Deployment c"], _done);
        Assert.Equal([Reasons.Denied, Reasons.Denied], result.Errors.Refused.Select(refused => refused.Reason));
    }

    [Fact]
    public async Task A_write_that_is_not_answered_in_time_keeps_nothing_else_from_being_done()
    {
        _refused["Ingress a"] = new HttpRequestException("PATCH /a was not answered within 30 s", new TaskCanceledException());
        var result = await RunAsync(Child(new V1Ingress(), "a"), Child(new V1Deployment(), "b"));
        Assert.Equal(["Deployment b"], _done);
        Assert.Equal(
            (Reasons.ApplyFailed, "PATCH /a was not answered within 30 s"),
            (Assert.Single(result.Errors.Refused).Reason, result.Errors.Refused[0].Message));
    }

    [Fact]
    public async Task A_server_that_is_not_reached_ends_the_run()
    {
        _refused["Ingress a"] = new HttpRequestException("connection refused");
        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(Child(new V1Ingress(), "a"), Child(new V1Deployment(), "b")));
        Assert.Empty(_done);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Unauthorized)]
    public async Task A_server_that_cannot_serve_ends_the_run(HttpStatusCode code)
    {
        _refused["Service a"] = Refusal(code, "", "later");
        await Assert.ThrowsAsync<KubeApiException>(() => RunAsync(Child(new V1Service(), "a"), Child(new V1Service(), "b")));
        Assert.Empty(_done);
    }

    [Fact]
    public async Task A_namespace_that_ends_takes_no_object_at_all_and_ends_the_run_with_the_servers_own_answer()
    {
        var refusal = new KubeApiException(
            HttpStatusCode.Forbidden,
            "Forbidden",
            $"services \"{new string('a', 63)}\" is forbidden: unable to create new content in namespace {new string('n', 63)} because it is being terminated")
        {
            IsOfEndingNamespace = true,
        };
        _refused["Service a"] = refusal;
        Assert.Same(refusal, await Assert.ThrowsAsync<KubeApiException>(() => RunAsync(Child(new V1Service(), "a"), Child(new V1Service(), "b"))));
        Assert.Empty(_done);
    }

    [Fact]
    public async Task After_a_minute_the_rest_is_put_off_and_every_step_gets_its_turn_in_the_runs_after_it()
    {
        _slow = true;
        var steps = Enumerable.Range(0, 14).Select(i => Child(new V1NetworkPolicy(), $"{i:00}")).ToArray();
        foreach (var step in steps)
            _refused[step.Name] = Refusal(HttpStatusCode.InternalServerError, "InternalError", "failed calling webhook \"x\": context deadline exceeded");
        List<string> tried = [];
        var put = new List<string>();
        for (var run = 0; run < 4; run++)
        {
            _tried.Clear();
            var result = await RunAsync(steps);
            Assert.Equal(6, _tried.Count);
            tried.AddRange(_tried.Select(name => name[^2..]));
            put.Add(result.Errors.Refused[^1].Message);
        }

        // The fourth run goes on where the third ended.
        Assert.Equal(Enumerable.Range(0, 14).Concat(Enumerable.Range(0, 10)).Select(i => $"{i:00}"), tried);
        Assert.Equal("put off, with 7 more: the objects before took more than 60 s", put[0]);
    }

    [Fact]
    public async Task A_deployment_that_there_was_no_time_for_is_applied_first_in_the_next_run()
    {
        _slow = true;
        var slow = Enumerable.Range(0, 7).Select(i => Child(new V1Ingress(), $"{i}")).ToArray();
        foreach (var step in slow)
            _refused[step.Name] = Refusal(HttpStatusCode.InternalServerError, "InternalError", "failed calling webhook \"x\"");
        Step[] all = [.. slow, Child(new V1Deployment(), "shop-api")];
        var result = await RunAsync(all);
        Assert.Empty(_done);
        Assert.Contains(result.Errors.Refused, refused => refused is { Child: "Deployment shop-api", Blocks: true });
        await RunAsync(all);
        Assert.Equal(["Deployment shop-api"], _done);
    }

    [Fact]
    public async Task What_requires_a_step_that_comes_last_comes_after_it()
    {
        _slow = true;
        var slow = Enumerable.Range(0, 6).Select(i => Child(new V1ConfigMap(), $"{i}")).ToArray();
        foreach (var step in slow)
            _refused[step.Name] = Refusal(HttpStatusCode.InternalServerError, "InternalError", "failed calling webhook \"x\"");
        Step[] all = [.. slow, Child(new V1Deployment(), "a") with { Requires = ["ConfigMap 0"] }, Child(new V1Service(), "b")];
        await RunAsync(all);
        _refused.Clear();
        _slow = false;
        _tried.Clear();
        await RunAsync(all);
        Assert.Equal("Service b", _tried[0]);
        Assert.Equal("Deployment a", _tried[^1]);
    }

    private Task<ExecutionResult> RunAsync(params Step[] steps) =>
        (_executor ??= new Executor([new Recorder(this)], _time)).RunAsync(Context, steps, CancellationToken.None);

    private static KubeApiException Refusal(HttpStatusCode code, string reason, string message) => new(code, reason, message);

    private static ApplyChild Child<T>(T child, string name)
        where T : k8s.IKubernetesObject<V1ObjectMeta>
    {
        child.Metadata = new V1ObjectMeta { Name = name };
        return new ApplyChild(child);
    }

    private sealed class Recorder(ExecutorTests tests) : StepHandler<ApplyChild>
    {
        protected override Task<TimeSpan?> RunAsync(StepContext context, ApplyChild step, CancellationToken cancellationToken)
        {
            tests._tried.Add(step.Name);
            if (tests._slow)
                tests._time.Advance(TimeSpan.FromSeconds(10));
            if (tests._refused.TryGetValue(step.Name, out var exception))
                throw exception;
            tests._done.Add(step.Name);
            return Task.FromResult<TimeSpan?>(null);
        }
    }
}
