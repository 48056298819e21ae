// What the pages on which several people write need of Yjs; bundled into static/vendor/yjs.js.
export {
  Doc,
  Map,
  Text,
  applyUpdate,
  createRelativePositionFromTypeIndex,
  createAbsolutePositionFromRelativePosition,
  diffUpdate,
  encodeStateAsUpdate,
  encodeStateVector,
  mergeUpdates,
} from "yjs";
