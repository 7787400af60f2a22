using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace October.Architecture;

/// <summary>Decisions are pure: no clock, no randomness, no I/O, no runtime types where they are made.</summary>
public sealed class PurityTests
{
    private const string Pure = @"^October\.Operator\.(Desired|Restoring|Rollout|Rotation)(\.|$)";
    private static readonly ArchUnitNET.Domain.Architecture Code = new ArchLoader().LoadAssemblies(
        System.Reflection.Assembly.Load("october-operator"),
        System.Reflection.Assembly.Load("October.Crd"),
        System.Reflection.Assembly.Load("October.Runtime")).Build();

    [Fact]
    public void Desired_and_rollout_know_nothing_of_the_runtime() =>
        Types().That().ResideInNamespaceMatching(Pure).Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^October\.Runtime(\.|$)"))
            .Check(Code);

    [Fact]
    public void Desired_and_rollout_know_nothing_of_the_glue() =>
        Types().That().ResideInNamespaceMatching(Pure).Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^October\.Operator\.(Controllers|Smoke)(\.|$)"))
            .Check(Code);

    [Fact]
    public void Rollout_does_not_render() =>
        Types().That().ResideInNamespaceMatching(@"^October\.Operator\.Rollout(\.|$)").Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^October\.Operator\.Desired(\.|$)"))
            .Check(Code);

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
        var core = Code.Types.Where(candidate =>
            candidate.Namespace.FullName.StartsWith("October.Operator.Desired", StringComparison.Ordinal)
            || candidate.Namespace.FullName.StartsWith("October.Operator.Rollout", StringComparison.Ordinal)
            || candidate.Namespace.FullName.StartsWith("October.Operator.Rotation", StringComparison.Ordinal)
            || candidate.Namespace.FullName.StartsWith("October.Operator.Restoring", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(core);
        // KubernetesJson only reads and writes text: it shares a prefix with the client, and nothing else.
        Assert.DoesNotContain(core, candidate => candidate.Dependencies.Any(
            dependency => dependency.Target.FullName.StartsWith(type, StringComparison.Ordinal) && dependency.Target.FullName != "k8s.KubernetesJson"));
    }
}
