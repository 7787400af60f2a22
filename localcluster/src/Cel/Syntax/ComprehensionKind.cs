namespace October.LocalCluster.Cel.Syntax;

internal enum ComprehensionKind
{
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
    TransformMap,
}
