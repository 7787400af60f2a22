using October.Common.Schemas;
using October.Crd;
using October.Operator.Desired.Model;
using October.Runtime.Apply;

namespace October.Operator.Execute.Children;

/// <summary>How the children of apps are applied.</summary>
internal static class ChildApplierOptions
{
    /// <summary>What the CustomResourceDefinitions of others say about the lists that are rendered.</summary>
    private const string FurtherTypes = """
        cert-manager.io/v1.Certificate
          metadata meta/v1.ObjectMeta written
        monitoring.coreos.com/v1.PrometheusRule
          metadata meta/v1.ObjectMeta written
          spec PrometheusRuleSpec kept
        monitoring.coreos.com/v1.PrometheusRuleSpec
          groups []RuleGroup map=name kept
        monitoring.coreos.com/v1.RuleGroup
          rules [] kept
        monitoring.coreos.com/v1.ServiceMonitor
          metadata meta/v1.ObjectMeta written
        """;

    public static ApplierOptions Value { get; } = new()
    {
        FieldManager = OctoberApi.FieldManager,
        StampAnnotation = Meta.Applied,
        Types = TypeTable.Kubernetes.With(FurtherTypes),
    };
}
