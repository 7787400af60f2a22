using k8s.Models;
using October.Crd;
using October.Crd.Status;

namespace October.Cli.Apps;

public sealed class StatusTreeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_app_without_a_status_is_Pending() =>
        Assert.StartsWith("shop/web  Pending  Waiting for the operator", StatusTree.Of(App(null), [], Now)[0], StringComparison.Ordinal);

    [Fact]
    public void What_is_quoted_commands_no_terminal() =>
        Assert.StartsWith(
            "shop/web  Failed  restore \\u001b[2J\\u202e",
            StatusTree.Of(App(new V1OctoberAppStatus { Phase = "Failed", Message = "restore \e[2J\u202e" }), [], Now)[0],
            StringComparison.Ordinal);

    [Fact]
    public void Rollout_failure_and_every_pod_have_a_line()
    {
        var app = App(new V1OctoberAppStatus
        {
            Phase = "Verifying",
            Message = "Probing the preview of revision def",
            Url = "http://web.example",
            Revisions = new RevisionsStatus { Current = "web-abc", LastGood = "web-abc", Failed = "web-old" },
            Rollout = new RolloutStatus { Step = "Smoke", Revision = "web-def", Attempt = 2, StartedAt = At(-90), StepStartedAt = At(-5) },
            Failed = new FailedStatus { Reason = "Unschedulable", NextRetryTime = At(30), Evidence = "container api of pod web-api-1 is waiting" },
            Components = new ComponentsStatus { Api = new ComponentStatus { Summary = "1/1", Image = "api:1" } },
            Conditions = [new AppCondition { Type = "Ready", Status = "False", Reason = "Verifying" }],
        });
        var tree = StatusTree.Of(app, [Pod("web-api-1", "api", "stable"), Pod("web-api-preview-1", "api", "preview")], Now);
        Assert.Equal(
            """
            shop/web  Verifying  Probing the preview of revision def
            ├─ url        http://web.example
            ├─ revision   web-abc (last good)
            ├─ rollout    web-def Smoke, try 2, since 5s, started 90s ago
            ├─ failed     web-old Unschedulable, tried again in 30s
            │  └─ container api of pod web-api-1 is waiting
            ├─ api        1/1 ready  api:1
            │  ├─ web-api-1  Running  ready  60s
            │  └─ web-api-preview-1  CrashLoopBackOff  not ready  60s  preview  3 restarts
            ├─ worker     0/0 ready
            ├─ redis      0/0 ready
            └─ conditions Ready=False/Verifying
            """.ReplaceLineEndings(),
            string.Join(Environment.NewLine, tree));
    }

    private static DateTime At(int seconds) => Now.UtcDateTime.AddSeconds(seconds);

    private static V1OctoberApp App(V1OctoberAppStatus? status) =>
        new() { Metadata = new V1ObjectMeta { NamespaceProperty = "shop", Name = "web" }, Status = status };

    private static V1Pod Pod(string name, string component, string track) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            CreationTimestamp = At(-60),
            Labels = new Dictionary<string, string> { ["app.kubernetes.io/component"] = component, ["october.dev/track"] = track },
        },
        Status = new V1PodStatus
        {
            Phase = "Running",
            Conditions = track == "stable" ? [new V1PodCondition { Type = "Ready", Status = "True" }] : [],
            ContainerStatuses =
                track == "stable"
                    ? []
                    :
                    [
                        new V1ContainerStatus
                        {
                            RestartCount = 3,
                            State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "CrashLoopBackOff" } },
                        },
                    ],
        },
    };
}
