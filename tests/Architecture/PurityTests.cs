using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using static ArchUnitNET.Fluent.Slices.SliceRuleDefinition;

namespace October.Architecture;

/// <summary>Decisions are pure: no clock, no randomness, no I/O, no runtime types where they are made.</summary>
public sealed class PurityTests
{
    private const string Pure = @"^October\.Operator\.(Decide|Desired|Reconcile)(\.|$)";
    private static readonly ArchUnitNET.Domain.Architecture Code = new ArchLoader().LoadAssemblies(
        System.Reflection.Assembly.Load("october-operator"),
        System.Reflection.Assembly.Load("October.Crd"),
        System.Reflection.Assembly.Load("October.Runtime"),
        System.Reflection.Assembly.Load("October.Tasks")).Build();

    [Fact]
    public void Decisions_know_nothing_of_the_runtime() =>
        Types().That().ResideInNamespaceMatching(Pure).Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^October\.Runtime(\.|$)"))
            .Check(Code);

    [Fact]
    public void Decisions_know_nothing_of_those_that_read_and_write() =>
        Types().That().ResideInNamespaceMatching(Pure).Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^October\.Operator\.(Gather|Execute|Smoke|Telemetry|Controller)(\.|$)"))
            .Check(Code);

    [Fact]
    public void What_is_decided_does_not_depend_on_what_is_rendered() =>
        Types().That().ResideInNamespaceMatching(@"^October\.Operator\.Decide(\.|$)").Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^October\.Operator\.(Desired|Reconcile)(\.|$)"))
            .Check(Code);

    [Fact]
    public void Reading_and_writing_meet_only_in_the_controller() =>
        Types().That().ResideInNamespaceMatching(@"^October\.Operator\.Gather(\.|$)").Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^October\.Operator\.(Execute|Controller)(\.|$)"))
            .Check(Code);

    [Theory]
    [InlineData("October.Operator.(*)")]
    [InlineData("October.Operator.Decide.(*)")]
    [InlineData("October.Operator.Desired.(*)")]
    [InlineData("October.Operator.Gather.(*)")]
    [InlineData("October.Operator.Execute.(*)")]
    [InlineData("October.Tasks.Redis.(*)")]
    public void Folders_form_no_cycle(string folders) => Slices().Matching(folders).Should().BeFreeOfCycles().Check(Code);

    [Theory]
    [InlineData("System.TimeProvider")]
    [InlineData("System.Random")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator")]
    [InlineData("System.Net.Http.HttpClient")]
    [InlineData("System.IO.File")]
    [InlineData("System.Threading.Tasks.Task")]
    [InlineData("k8s.Kubernetes")]
    public void The_pure_core_never_touches(string type)
    {
        string[] folders = ["October.Operator.Decide", "October.Operator.Desired", "October.Operator.Reconcile"];
        var core = Code.Types.Where(candidate => folders.Any(folder => candidate.Namespace.FullName.StartsWith(folder, StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(core);
        // KubernetesJson only reads and writes text, and the attribute names a kind: they share a prefix with the client, and nothing else.
        Assert.DoesNotContain(core, candidate => candidate.Dependencies.Any(
            dependency => dependency.Target.FullName.StartsWith(type, StringComparison.Ordinal)
                && dependency.Target.FullName is not ("k8s.KubernetesJson" or "k8s.Models.KubernetesEntityAttribute")));
    }
}
